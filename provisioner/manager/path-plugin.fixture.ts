import { type Static, Type } from "@sinclair/typebox";
import { type Action, nothingToDo } from "../contract/action.ts";
import { definePlugin } from "../contract/plugin.ts";
import { Failure } from "../host/failure.ts";
import type { Host } from "../host/host.ts";

const closed = { additionalProperties: false };
const Wanted = Type.Union([
  Type.Object({ content: Type.String(), mode: Type.Integer() }, closed),
  Type.Object({ link: Type.String() }, closed),
  Type.Object({ absent: Type.Literal(true) }, closed),
  Type.Object({ fails: Type.Literal(true) }, closed),
]);
type Wanted = Static<typeof Wanted>;

/** A plugin that makes paths files, links or nothing, or fails at it, as the document says */
export const pathPlugin = definePlugin({
  name: "paths",
  description: "makes paths what the document says, for tests",
  after: [],
  schema: Type.Object({ paths: Type.Record(Type.String(), Wanted) }, closed),
  query: async (host, { paths }) => {
    const found = Object.keys(paths).map(async path => [path, await whatIsAt(host, path)] as const);
    return Object.fromEntries(await Promise.all(found));
  },
  plan: (current: Record<string, Wanted>, { paths }): Action<[string, Wanted]>[] =>
    Object.entries(paths).map(([path, wanted]) =>
      JSON.stringify(current[path]) === JSON.stringify(wanted)
        ? nothingToDo(path)
        : {
            kind: "modify",
            resource: path,
            summary: `change ${path}`,
            changes: [],
            class: "reversible",
            phase: "configure",
            files: [path],
            operations: [[path, wanted]],
          },
    ),
  apply: async (host, [path, wanted]) => {
    if ("content" in wanted) await host.files.write(path, wanted.content, { mode: wanted.mode });
    else if ("link" in wanted) await host.files.link(path, wanted.link);
    else if ("absent" in wanted) await host.files.remove(path);
    else throw new Failure({ kind: "machine", tried: `cannot change ${path}` });
  },
});

async function whatIsAt({ files }: Host, path: string): Promise<Wanted> {
  const facts = await files.facts(path);
  if (!facts) return { absent: true };
  if (facts.kind === "symlink") return { link: (await files.readLink(path)) ?? "" };
  return { content: (await files.read(path)) ?? "", mode: facts.mode };
}
