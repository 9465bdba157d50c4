import { type Static, Type } from "@sinclair/typebox";
import { Check } from "@sinclair/typebox/value";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { look } from "./held-path.ts";
import { sha256 } from "./text.ts";

/** Who reads a file, as the document said when it was written */
export const Readers = Type.Object({
  reload: Type.Optional(Type.Array(Type.String())),
  restart: Type.Optional(Type.Array(Type.String())),
});
export type Readers = Static<typeof Readers>;

const Note = Type.Composite([Readers, Type.Object({ sha256: Type.String() })]);
type Note = Static<typeof Note>;

const Notes = Type.Record(Type.String(), Note);
type Notes = Static<typeof Notes>;

/** Whether a package laid a file down a moment before us cannot be seen in a plan, so apply notes what it made here, and its bytes */
export const madePath = "/var/lib/groundstate/config-files.json";

/**
 * Files by path that this plugin made where nothing was, with the bytes that it wrote: only these go when the document no
 * longer names them. One that has other bytes by now is somebody else's
 */
export async function readMade(host: Host): Promise<Notes> {
  const text = await host.files.read(madePath);
  const stored: unknown = text === undefined ? {} : JSON.parse(text);
  const made: Notes = {};
  for (const [path, note] of Object.entries(Check(Notes, stored) ? stored : {}))
    if (await isAsNoted(host, path, note)) made[path] = note;
  return made;
}

/** Notes a file before it is written: one that is not there yet, or that we made; what is no longer ours is forgotten */
export async function noteMade(host: Host, path: string, isThere: boolean, note: Note): Promise<void> {
  const { [path]: before, ...others } = await readMade(host);
  await writeMade(host, isThere && before === undefined ? others : { ...others, [path]: note });
}

/** Forgets a file, once it is gone */
export async function forgetMade(host: Host, path: string): Promise<void> {
  const { [path]: _, ...others } = await readMade(host);
  await writeMade(host, others);
}

async function isAsNoted(host: Host, path: string, { sha256: noted }: Note): Promise<boolean> {
  const found = await look(host, path).catch(passOver);
  return found?.bytes !== undefined && sha256(found.bytes) === noted;
}

/** Somebody has laid a link into the way of the file: it is theirs now */
function passOver(error: unknown): undefined {
  if (!(error instanceof Failure)) throw error;
}

async function writeMade(host: Host, made: Notes): Promise<void> {
  const sorted = Object.fromEntries(Object.entries(made).sort(([a], [b]) => (a < b ? -1 : 1)));
  const text = `${JSON.stringify(sorted, null, 2)}\n`;
  const before = (await host.files.read(madePath)) ?? "{}\n";
  if (before !== text) await host.files.write(madePath, text, { mode: 0o600, uid: 0, gid: 0 });
}
