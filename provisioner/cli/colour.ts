/** What a piece of text is, which decides its colour */
export type Tone = "good" | "careful" | "bad" | "heading" | "aside";

/** Gives text its colour, or leaves it as it is */
export type Paint = (tone: Tone, text: string) => string;

/** Leaves text as it is: for files, pipes and tests */
export const plain: Paint = (_tone, text) => text;

const codes: Record<Tone, number> = { good: 32, careful: 33, bad: 31, heading: 1, aside: 2 };

const coloured: Paint = (tone, text) => `\u001b[${codes[tone]}m${text}\u001b[0m`;

/** Colours on a terminal that has them, unless NO_COLOR says no: see no-color.org */
export function paintFor(
  { isTTY }: { isTTY?: boolean },
  { NO_COLOR, TERM }: { NO_COLOR?: string; TERM?: string },
): Paint {
  return isTTY && !NO_COLOR && TERM !== "dumb" ? coloured : plain;
}
