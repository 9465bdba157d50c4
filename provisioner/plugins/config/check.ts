import type { Json } from "../../host/json.ts";
import type { StateDocument } from "../../state/document.ts";
import { childOf, joinPointer } from "../../state/pointer.ts";
import type { Problem } from "../../state/problem.ts";
import { checkFile } from "./check-file.ts";
import { checkServices } from "./check-services.ts";
import { keeperOf } from "./keepers.ts";
import type { ConfigFile, ConfigSection } from "./schema.ts";

/** What the schema cannot say: files that somebody else keeps, texts that cannot be, services wanted in two ways */
export function checkConfig(section: ConfigSection, document: StateDocument): Problem[] {
  const files = Object.entries(section.files ?? {});
  const paths = new Set(files.filter(([, { state }]) => state !== "absent").map(([path]) => path));
  return [
    ...files.flatMap(([path, file]) => [
      ...keptElsewhere(path, document),
      ...belowFile(path, paths),
      ...removedOwner(path, file, document),
      ...checkFile(path, file, section),
    ]),
    ...checkServices(section, document),
  ];
}

function keptElsewhere(path: string, document: StateDocument): Problem[] {
  const keeper = keeperOf(path, document);
  if (!keeper) return [];
  const pointer = joinPointer("/files", path);
  return [
    { stage: "plan", pointer, found: `a file that ${keeper.who} keeps`, needs: "another file", ...keeper },
  ];
}

/** A path that would have to be a file and a folder at once */
function belowFile(path: string, paths: ReadonlySet<string>): Problem[] {
  const above = [...paths].find(other => path.startsWith(`${other}/`));
  if (above === undefined || !paths.has(path)) return [];
  return [
    {
      stage: "plan",
      pointer: joinPointer("/files", path),
      found: `a path below ${above}, which is a file of the document as well`,
      needs: "each path a file or a folder",
      fix: "change one of the two paths",
    },
  ];
}

/** An owner whom the same document removes */
function removedOwner(path: string, file: ConfigFile, { plugins }: StateDocument): Problem[] {
  return (["owner", "group"] as const).flatMap(key => {
    const kind = key === "owner" ? "accounts" : "groups";
    const name = file[key];
    const pointer = joinPointer("/files", path, key);
    if (name === undefined || file.state === "absent" || !isRemoved(plugins["users"], kind, name)) return [];
    const problem: Problem = {
      stage: "plan",
      pointer,
      found: `${name}, which the document removes`,
      needs: "an owner that is to be there",
      fix: `take plugins.users.${kind}.${name}.state: absent out of the document, or name another ${key}`,
    };
    return [problem];
  });
}

function isRemoved(users: Json | undefined, kind: string, name: string): boolean {
  return childOf(childOf(childOf(users, kind), name), "state") === "absent";
}
