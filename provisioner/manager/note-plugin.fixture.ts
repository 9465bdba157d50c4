import { Type } from "@sinclair/typebox";
import { type Action, nothingToDo } from "../contract/action.ts";
import { definePlugin } from "../contract/plugin.ts";

/** What the fixture's apply does before it writes; a test plants its accidents here */
export interface Accidents {
  beforeWrite?: (path: string, content: string) => Promise<string> | string;
  beforeCheckpoint?: () => void;
  rolledBack?: (late: boolean) => void;
  resumed?: () => void;
  /** What its rollback cannot put back */
  left?: string[];
}

const section = Type.Object(
  {
    notes: Type.Record(Type.String(), Type.String()),
    waits: Type.Optional(Type.Array(Type.String())),
    refuses: Type.Optional(Type.Array(Type.String())),
  },
  { additionalProperties: false },
);

/** The smallest plugin that is real: it keeps files below /notes as the document says */
export function notePlugin(name: string, after: readonly string[], accidents: Accidents = {}) {
  return definePlugin({
    name,
    description: "keeps notes, for tests",
    after,
    schema: section,
    query: async (host, { notes }) =>
      Object.fromEntries(
        await Promise.all(Object.keys(notes).map(async key => [key, await host.files.read(path(name, key))])),
      ),
    plan: (
      current: Record<string, string | undefined>,
      { notes, waits, refuses },
      { force },
    ): Action<[string, string]>[] =>
      Object.entries(notes).map(([key, content]) =>
        current[key] === content
          ? nothingToDo(key)
          : {
              kind: current[key] === undefined ? "create" : "modify",
              resource: key,
              summary: `write note ${key}`,
              changes: [{ path: key, to: content }],
              class: "reversible",
              phase: "configure",
              ...(waits?.includes(key) ? { needsLive: true } : {}),
              ...(refuses?.includes(key) && !force ? { refused: "notes of that name are not written" } : {}),
              files: [path(name, key)],
              operations: [[key, content]],
            },
      ),
    apply: async (host, [key, content]) => {
      const changed = (await accidents.beforeWrite?.(key, content)) ?? content;
      await host.files.write(path(name, key), changed);
    },
    checkpoint: async () => {
      accidents.beforeCheckpoint?.();
      return null;
    },
    rollback: async (_host, _saved, _report, late) => {
      accidents.rolledBack?.(late);
      return accidents.left ?? [];
    },
    resume: async () => accidents.resumed?.(),
  });
}

function path(plugin: string, key: string): string {
  return `/notes/${plugin}/${key}`;
}
