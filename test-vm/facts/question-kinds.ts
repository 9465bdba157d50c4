import type { Question } from "../questions.ts";

/** The command must answer exactly this */
export function answers(what: string, command: string, wanted: string): Question {
  return {
    what,
    command,
    needs: wanted,
    agrees: ({ text, exit }) => exit === 0 && text === wanted,
  };
}

/** The command's words must match */
export function matches(what: string, command: string, pattern: RegExp, needs: string): Question {
  return { what, command, needs, agrees: ({ text, exit }) => exit === 0 && pattern.test(text) };
}

/** The command's words, split at white space, must have all of these among them */
export function includes(what: string, command: string, wanted: readonly string[]): Question {
  return {
    what,
    command,
    needs: wanted.join(" "),
    agrees: ({ text, exit }) => {
      const words = new Set(text.split(/\s+/));
      return exit === 0 && wanted.every(word => words.has(word));
    },
  };
}

/** Quotes a word for the guest's shell */
export function shellWord(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** A text with everything escaped that a regular expression would read as its own */
export function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
