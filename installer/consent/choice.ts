import type { Choice } from "../events/event.ts";
import type { Asking } from "./consent.ts";

/** What can be done when the install does not go on */
export type WayOn = "retry" | "poweroff";

const choices: Choice[] = [
  { word: "retry", meaning: "look for the document again and start over" },
  { word: "shell", meaning: "rescue shell on this console; exit comes back here" },
  { word: "poweroff", meaning: "switch the machine off" },
];

/** Waits, however long, for a person to say how to go on; a shell is the console's own affair */
export async function askWayOn({ emit, inputs }: Asking): Promise<WayOn> {
  inputs.clear();
  emit({ event: "waiting-for-choice", choices });
  for (;;) {
    const input = await inputs.next();
    if (input?.kind !== "word") continue;
    if (input.word === "retry" || input.word === "poweroff") {
      emit({ event: "choice", word: input.word });
      return input.word;
    }
    emit({ event: "notice", text: `"${input.word}" is none of: retry, shell, poweroff` });
  }
}
