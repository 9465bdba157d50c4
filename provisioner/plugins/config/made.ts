import { type Static, Type } from "@sinclair/typebox";
import { Check } from "@sinclair/typebox/value";
import type { Host } from "../../host/host.ts";

/** Who reads a file, as the document said when it was written */
export const Readers = Type.Object({
  reload: Type.Optional(Type.Array(Type.String())),
  restart: Type.Optional(Type.Array(Type.String())),
});
export type Readers = Static<typeof Readers>;

const Made = Type.Record(Type.String(), Readers);

/** By path: files that this plugin made where nothing was; only these go when the document no longer names them */
export type Made = Static<typeof Made>;

/** Whether a package laid a file down a moment before us cannot be seen in a plan, so apply notes what it made here */
export const madePath = "/var/lib/groundstate/config-files.json";

/** What earlier documents made */
export async function readMade(host: Host): Promise<Made> {
  const text = await host.files.read(madePath);
  const stored: unknown = text === undefined ? {} : JSON.parse(text);
  return Check(Made, stored) ? stored : {};
}

/** Notes a file before it is written: one that is not there yet, or that we made */
export async function noteMade(host: Host, path: string, isThere: boolean, readers: Readers): Promise<void> {
  const { [path]: before, ...others } = await readMade(host);
  if (isThere && before === undefined) return;
  if (JSON.stringify(before) !== JSON.stringify(readers))
    await writeMade(host, { ...others, [path]: readers });
}

/** Forgets a file, once it is gone */
export async function forgetMade(host: Host, path: string): Promise<void> {
  const { [path]: before, ...others } = await readMade(host);
  if (before !== undefined) await writeMade(host, others);
}

async function writeMade(host: Host, made: Made): Promise<void> {
  const sorted = Object.fromEntries(Object.entries(made).sort(([a], [b]) => (a < b ? -1 : 1)));
  await host.files.write(madePath, `${JSON.stringify(sorted, null, 2)}\n`, { mode: 0o600, uid: 0, gid: 0 });
}
