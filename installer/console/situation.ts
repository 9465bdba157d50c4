import type { InstallEvent } from "../events/event.ts";

/** What a console may take from its keyboard now: nothing, any key, or a word with Enter */
export type Situation = "busy" | "countdown" | "word";

/** The situation after an event */
export function situationAfter(event: InstallEvent, before: Situation): Situation {
  switch (event.event) {
    case "countdown":
      return "countdown";
    case "word-needed":
    case "waiting-for-choice":
      return "word";
    case "countdown-stopped":
    case "consent":
    case "choice":
    case "started":
    case "step-started":
      return "busy";
    default:
      return before;
  }
}
