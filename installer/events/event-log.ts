import { mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { Clock } from "../../provisioner/host/clock.ts";
import type { Emit } from "./event.ts";

/** Where the live system keeps what the installer says, its socket, and the logs of what it starts */
export const runDirectory = "/run/groundstate";

/** One event a line; a new run of the installer starts it anew */
export const eventsPath = `${runDirectory}/events.jsonl`;

/** Starts an empty event file and gives the function that adds to it */
export function openEventLog(path: string, clock: Clock): Emit {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, "w", 0o600);
  return event => {
    writeSync(file, `${JSON.stringify({ at: clock.now().toISOString(), ...event })}\n`);
  };
}
