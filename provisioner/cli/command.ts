import type { Command } from "commander";
import type { Stage } from "../host/host.ts";
import type { Machine } from "../manager/machine.ts";

/** Makes the machine for a stage; a test hands in another */
export type MakeMachine = (stage: Stage) => Machine;

/** Adds one command to the program */
export type AddCommand = (program: Command, makeMachine: MakeMachine) => void;

/** Prints one line for people, or one JSON value for programs */
export function print(text: string): void {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}

/** Prints a value as indented JSON */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}
