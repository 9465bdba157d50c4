import { runDirectory } from "../events/event-log.ts";

/** Where consoles hand in what is typed on them */
export const socketPath = `${runDirectory}/installer.sock`;
