import type { Json } from "../host/json.ts";
import { applyAndRecord } from "./apply-and-record.ts";
import type { Machine } from "./machine.ts";
import { notePlugin } from "./note-plugin.fixture.ts";
import { pathPlugin } from "./path-plugin.fixture.ts";
import type { ApplyOutcome } from "./transaction.ts";

/** The plugins of the machines that are cut */
export const cutPlugins = [pathPlugin, notePlugin("notes", ["paths"])];

/** A first document, and one that changes, replaces, removes and makes something of everything */
export const documents = {
  first: {
    paths: {
      paths: {
        "/etc/app/mode": { content: "as it was", mode: 0o640 },
        "/etc/app/to-link": { content: "a file", mode: 0o644 },
        "/etc/app/to-file": { link: "mode" },
        "/etc/app/goes": { content: "goes", mode: 0o600 },
      },
    },
    notes: { notes: { a: "1" } },
  },
  second: {
    paths: {
      paths: {
        "/etc/app/mode": { content: "as it shall be", mode: 0o600 },
        "/etc/app/to-link": { link: "mode" },
        "/etc/app/to-file": { content: "no link any more", mode: 0o644 },
        "/etc/app/goes": { absent: true },
        "/srv/new/deep/file": { content: "in new folders", mode: 0o644 },
      },
    },
    notes: { notes: { a: "2", b: "2" } },
  },
  failing: {
    paths: {
      paths: {
        "/etc/app/mode": { content: "for a moment", mode: 0o600 },
        "/etc/app/to-link": { link: "mode" },
        "/etc/app/goes": { absent: true },
        "/srv/new/deep/file": { content: "in new folders", mode: 0o644 },
        "/srv/never": { fails: true },
      },
    },
  },
} satisfies Record<string, Record<string, Json>>;

/** A name of one of them */
export type DocumentName = keyof typeof documents;

/** Applies one of them whole, with its text, as `groundstate apply` does, or as with `--confirm 60` */
export async function applyNamed(
  machine: Machine,
  name: DocumentName,
  { pending = false } = {},
): Promise<ApplyOutcome> {
  const document = { version: 1 as const, plugins: documents[name] };
  return await applyAndRecord(machine, {
    document,
    sha256: "0".repeat(64),
    text: JSON.stringify(document),
    report: () => undefined,
    ...(pending && { confirmWithin: 60 }),
  });
}
