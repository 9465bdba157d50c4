import { type Static, Type } from "@sinclair/typebox";
import { Check } from "@sinclair/typebox/value";
import type { Files } from "../../host/files.ts";

/** Versions by name, as they are to be after apt has done its work; null: the package goes */
export const Brought = Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()]));
export type Brought = Static<typeof Brought>;

const Entry = Type.Object({ number: Type.Integer(), versions: Brought });
type Entry = Static<typeof Entry>;

/** What was done to packages, each time right before it was: rollback undoes this, and nothing that others did since */
const path = "/var/lib/groundstate/package-changes.json";
const kept = 50;

/** Remembers what is about to be done; durable when this returns */
export async function rememberBrought(files: Files, versions: Brought): Promise<void> {
  const entries = await entriesOf(files);
  await write(files, [...entries.slice(1 - kept), { number: after(entries), versions }]);
}

/** The number that the next entry will have: what a checkpoint has to keep in mind */
export async function nextNumber(files: Files): Promise<number> {
  return after(await entriesOf(files));
}

/** All that was done from that number on; transactions go back in reverse, so that no later one is among it */
export async function broughtSince(files: Files, first: number): Promise<Brought> {
  const entries = (await entriesOf(files)).filter(({ number }) => number >= first);
  return Object.fromEntries(entries.flatMap(({ versions }) => Object.entries(versions)));
}

/** Forgets what was done from that number on, once it is undone */
export async function forgetBrought(files: Files, first: number): Promise<void> {
  const entries = await entriesOf(files);
  const left = entries.filter(({ number }) => number < first);
  if (left.length < entries.length) await write(files, left);
}

async function entriesOf(files: Files): Promise<Entry[]> {
  const text = await files.read(path);
  if (text === undefined) return [];
  const stored: unknown = JSON.parse(text); // our own file, complete by its rename
  return Check(Type.Array(Entry), stored) ? stored : [];
}

function after(entries: readonly Entry[]): number {
  return (entries.at(-1)?.number ?? 0) + 1;
}

async function write(files: Files, entries: readonly Entry[]): Promise<void> {
  await files.write(path, JSON.stringify(entries), { mode: 0o600 });
}
