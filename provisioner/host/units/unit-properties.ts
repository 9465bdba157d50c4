/** A unit as the machine has it; `boot` is systemd's word (enabled, static, masked… or not-found) */
export interface CurrentUnit {
  boot: string;
  /** Only on a running machine */
  runtime?: UnitRuntime;
}

/** What systemd says of a unit on a running machine */
export interface UnitRuntime {
  /** It is up, or on its way up or down */
  active: boolean;
  /** Nothing is left to start: it is up, or it has done its one job, or its own conditions keep it down */
  settled: boolean;
  needsReload: boolean;
  /** The files that define it, drop-ins included */
  files: string[];
  /** When it last left rest; undefined when it never did */
  started?: StartTime;
  /** Systemd's own number of this start; each start has another one */
  invocation?: string;
}

/** One moment on both clocks, in milliseconds: the one on the wall may have been set since */
export interface StartTime {
  onTheWall: number;
  sinceBoot: number;
}

/** The properties that parseUnitProperties reads */
export const unitProperties = [
  "Id",
  "LoadState",
  "ActiveState",
  "UnitFileState",
  "NeedDaemonReload",
  "Type",
  "Result",
  "ConditionResult",
  "ConditionTimestampMonotonic",
  "ExecMainExitTimestampMonotonic",
  "FragmentPath",
  "DropInPaths",
  "InvocationID",
  "InactiveExitTimestamp",
  "InactiveExitTimestampMonotonic",
];

/** Reads `systemctl show` of several units: blocks of KEY=VALUE with an empty line between them */
export function parseUnitProperties(text: string): CurrentUnit[] {
  return text
    .trim()
    .split(/\n{2,}/)
    .filter(block => block !== "")
    .map(block => unitFrom(new Map(block.split("\n").map(splitAtFirst))));
}

function unitFrom(properties: ReadonlyMap<string, string>): CurrentUnit {
  const state = properties.get("ActiveState") ?? "";
  const up = ["active", "reloading", "refreshing"].includes(state);
  const didItsJob =
    properties.get("Type") === "oneshot" &&
    properties.get("Result") === "success" &&
    happened(properties.get("ExecMainExitTimestampMonotonic"));
  const invocation = properties.get("InvocationID");
  const keptDown =
    properties.get("ConditionResult") === "no" && happened(properties.get("ConditionTimestampMonotonic"));
  return {
    boot: properties.get("UnitFileState") || (properties.get("LoadState") ?? "not-found"),
    runtime: {
      active: up || state === "activating" || state === "deactivating",
      settled: up || (state === "inactive" && (didItsJob || keptDown)),
      needsReload: properties.get("NeedDaemonReload") === "yes",
      files: ["FragmentPath", "DropInPaths"].flatMap(key => words(properties.get(key))),
      ...startTime(properties),
      ...(invocation ? { invocation } : {}),
    },
  };
}

/** The clock on the wall as systemctl prints it with TZ=UTC: "Fri 2026-11-20 20:56:58 UTC" */
function startTime(properties: ReadonlyMap<string, string>): { started?: StartTime } {
  const monotonic = properties.get("InactiveExitTimestampMonotonic");
  if (!happened(monotonic)) return {};
  const onTheWall = Date.parse(properties.get("InactiveExitTimestamp") ?? "");
  return { started: { onTheWall, sinceBoot: Number(monotonic) / 1000 } };
}

function words(value = ""): string[] {
  return value.split(/\s+/).filter(Boolean);
}

function happened(timestamp: string | undefined): boolean {
  return timestamp !== undefined && timestamp !== "" && timestamp !== "0";
}

function splitAtFirst(line: string): [string, string] {
  const at = line.indexOf("=");
  return [line.slice(0, at), line.slice(at + 1)];
}
