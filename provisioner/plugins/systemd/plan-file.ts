import { type Action, type ActionKind, type Change, nothingToDo } from "../../contract/action.ts";
import type { Stage } from "../../host/host.ts";
import { unitFolder } from "../../host/units/unit-files.ts";
import { isTemplate } from "../../host/units/unit-name.ts";
import { dropInPath, fileHeader, type WantedFile } from "./desired.ts";
import type { SystemdOperation } from "./operation.ts";
import type { CurrentSystemd } from "./query.ts";

/** One unit file or drop-in */
export function planFile(current: CurrentSystemd, file: WantedFile, stage: Stage): Action<SystemdOperation> {
  const { resource, unit, path, content } = file;
  const before = current.files[path];
  const reload: SystemdOperation[] = stage === "live" ? [{ do: "reload" }] : [];
  if (content === undefined)
    return before === undefined ? nothingToDo(resource) : planRemoval(current, file, stage);
  if (before === content) {
    const stale = current.units[unit]?.runtime?.needsReload === true;
    if (!stale) return nothingToDo(resource);
    return {
      ...fileAction(file, "modify", `let systemd read ${path} again`),
      changes: [],
      operations: reload,
    };
  }
  const kind = before === undefined ? "create" : "modify";
  return {
    ...fileAction(file, kind, `write ${path}`),
    changes: changedLines(before ?? "", content),
    operations: [{ do: "write file", unit, path, content }, ...reload],
  };
}

/** Files that an earlier document made, that still bear our header, and that this one no longer names */
export function ownedFiles(
  current: CurrentSystemd,
  wanted: readonly WantedFile[],
  owned: readonly string[],
): WantedFile[] {
  return owned
    .flatMap(resource => fileOf(resource) ?? [])
    .filter(({ path }) => current.files[path] !== undefined && !wanted.some(file => file.path === path))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function fileOf(resource: string): WantedFile | undefined {
  const [kind, unit = "", name = ""] = resource.split("/");
  if (kind === "unit") return { resource, unit, path: `${unitFolder}/${unit}` };
  if (kind === "drop-in") return { resource, unit, path: dropInPath(unit, name) };
  return undefined;
}

function planRemoval(
  { instances }: CurrentSystemd,
  file: WantedFile,
  stage: Stage,
): Action<SystemdOperation> {
  const { unit, path, resource } = file;
  const wholeUnit = resource.startsWith("unit/");
  const running = isTemplate(unit) ? (instances[unit] ?? []) : [unit];
  return {
    ...fileAction(file, "delete", `remove ${path}${wholeUnit ? ", the unit stopped and disabled" : ""}`),
    changes: [{ path: "file", from: path }],
    operations: [
      ...(wholeUnit && stage === "live" ? running.map(name => ({ do: "stop" as const, unit: name })) : []),
      ...(wholeUnit ? [{ do: "disable" as const, unit }] : []),
      { do: "remove file", path },
      ...(stage === "live" ? [{ do: "reload" as const }] : []),
    ],
  };
}

function fileAction(
  { resource, path }: WantedFile,
  kind: ActionKind,
  summary: string,
): Omit<Action<SystemdOperation>, "changes" | "operations"> {
  return { kind, resource, summary, class: "reversible", phase: "configure", files: [path] };
}

/** Lines that go and lines that come; what may hold a secret is not shown */
function changedLines(before: string, after: string): Change[] {
  const [old, now] = [before, after].map(text =>
    text.split("\n").filter(line => line.trim() !== "" && line !== fileHeader),
  );
  const shown = (line: string): string =>
    /^\s*(Environment|SetCredential\w*)\s*=/.test(line) ? line.replace(/=.*/, "=(secret)") : line;
  return [
    ...(old ?? []).filter(line => !now?.includes(line)).map(line => ({ path: "line", from: shown(line) })),
    ...(now ?? []).filter(line => !old?.includes(line)).map(line => ({ path: "line", to: shown(line) })),
  ];
}
