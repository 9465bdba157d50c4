import { type Static, Type } from "@sinclair/typebox";
import type { Action } from "../../contract/action.ts";
import type { Host } from "../../host/host.ts";
import { nextNumber } from "./brought.ts";
import { heldOf } from "./holds.ts";
import { installedPackages, packageStates } from "./installed.ts";
import { readMarks } from "./marks.ts";
import type { PackageOperation } from "./operation.ts";
import { listNames } from "./package-lists.ts";

/** What rollback needs to know of the machine as it was */
export const Saved = Type.Object({
  /** Versions by name */
  installed: Type.Record(Type.String(), Type.String()),
  /** State of every name that dpkg knows: "unpacked", "config-files" */
  states: Type.Record(Type.String(), Type.String()),
  /** Names on hold */
  held: Type.Array(Type.String()),
  /** Names that the transaction is about: what others do to further ones is not its matter */
  named: Type.Array(Type.String()),
  /** Number of the first entry of what the transaction brings */
  first: Type.Integer(),
  marks: Type.Union([Type.String(), Type.Null()]),
  /** Package lists that were there */
  lists: Type.Array(Type.String()),
});
export type Saved = Static<typeof Saved>;

/** Every package with its state, every version, hold and mark, and which lists apt has */
export async function checkpointPackages(
  host: Host,
  _: unknown,
  actions: readonly Action<PackageOperation>[],
): Promise<Saved> {
  const installed = await installedPackages(host);
  const versions = Object.entries(installed).map(([name, { version }]) => [name, version]);
  return {
    installed: Object.fromEntries(versions),
    states: await packageStates(host),
    held: heldOf(installed),
    named: [...new Set(actions.flatMap(({ operations }) => operations.flatMap(namesIn)))].sort(),
    first: await nextNumber(host.files),
    marks: await readMarks(host.files),
    lists: await listNames(host),
  };
}

function namesIn(operation: PackageOperation): string[] {
  switch (operation.do) {
    case "install":
      return [...operation.together.map(({ name }) => name), ...operation.unwanted];
    case "remove":
      return operation.together;
    case "hold":
      return [operation.name];
    default:
      return [];
  }
}
