import { type Action, type ActionKind, type Change, nothingToDo } from "../../contract/action.ts";
import type { ShownBytes } from "./compare.ts";
import { madePath } from "./made.ts";
import type { ConfigOperation } from "./operation.ts";
import { changedAttributes, saidAttributes, usualAttributes } from "./plan-attributes.ts";
import type { CurrentConfig, CurrentFile } from "./query.ts";
import type { ConfigFile, ConfigSection } from "./schema.ts";
import { digitsOf, type Origin, originOf } from "./text.ts";

/** One file: what is to stand in it, and whose it is; a text that the document does not have is only compared */
export function planFile(
  current: CurrentConfig,
  section: ConfigSection,
  path: string,
): Action<ConfigOperation>[] {
  const file = section.files?.[path] ?? {};
  const now = current.files[path] ?? {};
  if (file.state === "absent")
    return [now.found || now.trouble !== undefined ? inTheWay(planRemoval(path), now) : holds(path)];
  const reason = now.trouble ?? (now.text && "trouble" in now.text ? now.text.trouble : undefined);
  if (reason !== undefined) return [{ ...fileAction(path, now, `write ${path}`), refused: reason }];

  const origin = originOf(file, section, current.facts);
  const text = now.text && "holds" in now.text ? now.text : undefined;
  if (origin && text && !text.holds)
    return [inTheWay(planText(current, path, file, origin, text.shown), now)];
  const attributes = planAttributes(current, path, file);
  if (origin || !text) return [inTheWay(attributes, now)];
  const compared = text.holds ? nothingToDo(`checksum${path}`) : leftAlone(path, now);
  return attributes.kind === "noop" ? [compared] : [compared, inTheWay(attributes, now)];
}

/** A file that is to go; a former one only if it is still the one that an earlier document made */
export function planRemoval(path: string, former = false): Action<ConfigOperation> {
  return {
    ...fileAction(path, {}, `remove ${path}`),
    kind: "delete",
    changes: [{ path: "file", from: path }],
    files: [madePath],
    operations: [{ do: "remove file", path, ...(former && { former }) }],
  };
}

function planText(
  current: CurrentConfig,
  path: string,
  file: ConfigFile,
  from: Origin,
  shown: ShownBytes | undefined,
): Action<ConfigOperation> {
  const now = current.files[path] ?? {};
  const attributes = { ...usualAttributes(file, now.found), ...saidAttributes(file) };
  const { sensitive, validate, reload, restart } = file;
  const sha256 = shown?.sha256 ?? digitsOf(file.checksum ?? "");
  return {
    ...fileAction(path, now, `write ${path}${shown ? ` (${sizeIn(shown)})` : ""}`),
    changes: [...textChanges(now, shown), ...changedAttributes(current, attributes, now.found)],
    files: [madePath],
    operations: [
      {
        do: "write file",
        path,
        from,
        ...(sha256 !== undefined && { sha256 }),
        ...attributes,
        ...(sensitive && { sensitive }),
        ...(validate !== undefined && { validate }),
        readers: { ...(reload && { reload }), ...(restart && { restart }) },
      },
    ],
  };
}

function sizeIn({ after, sha256 }: ShownBytes): string {
  return [after.split(",")[0], `sha256:${sha256.slice(0, 12)}`].filter(Boolean).join(", ");
}

function textChanges({ found }: CurrentFile, shown: ShownBytes | undefined): Change[] {
  const to = shown ? shown.after || "the bytes of its source" : "(secret)";
  if (found?.kind === "file") return [{ path: "content", from: shown?.before ?? "(secret)", to }];
  const link = found?.link === undefined ? [] : [{ path: "link", from: found.link }];
  return [...link, { path: "content", to }];
}

function planAttributes(current: CurrentConfig, path: string, file: ConfigFile): Action<ConfigOperation> {
  const now = current.files[path] ?? {};
  const attributes = saidAttributes(file);
  const changes = changedAttributes(current, attributes, now.found);
  if (changes.length === 0) return holds(path);
  return {
    ...fileAction(path, now, `change ${changes.map(change => change.path).join(", ")} of ${path}`),
    kind: "modify",
    changes,
    operations: [{ do: "set attributes", path, ...attributes }],
  };
}

/** A file that is only compared: there is nothing to put in its place */
function leftAlone(path: string, now: CurrentFile): Action<never> {
  const what = now.found ? "it has another checksum" : "there is no such file";
  return {
    ...fileAction(path, now, `${path} is not the file that the document means`),
    resource: `checksum${path}`,
    kind: "modify",
    operations: [],
    advisory: `${what}, and the document has no content for it; give content, template or source`,
  };
}

/** Only files are replaced and removed, and links of that name; of a link nobody could know whose mode is meant */
function inTheWay(action: Action<ConfigOperation>, { found, trouble }: CurrentFile): Action<ConfigOperation> {
  if (trouble !== undefined) return { ...action, operations: [], refused: trouble };
  const what = found && wrongKind(found.kind, action);
  if (what === undefined || action.kind === "noop") return action;
  const refused = `what lies there is ${what}; move it out of the way, then apply again`;
  return { ...action, operations: [], refused };
}

function wrongKind(kind: string, { operations }: Action<ConfigOperation>): string | undefined {
  if (kind === "directory") return "a folder";
  if (kind === "other") return "no plain file";
  const onlyAttributes = operations.some(operation => operation.do === "set attributes");
  return kind === "symlink" && onlyAttributes ? "a symbolic link" : undefined;
}

function holds(path: string): Action<never> {
  return nothingToDo(`file${path}`);
}

function fileAction(path: string, { found }: CurrentFile, summary: string): Action<ConfigOperation> {
  const kind: ActionKind = found ? "modify" : "create";
  return {
    kind,
    resource: `file${path}`,
    summary,
    changes: [],
    class: "reversible",
    phase: "configure",
    files: [], // in folders that others may write to as well: the plugin saves and restores them itself
    operations: [],
  };
}
