import { type Action, nothingToDo } from "../../contract/action.ts";
import type { Stage } from "../../host/host.ts";
import type { WantedUnit } from "./desired.ts";
import type { SystemdOperation } from "./operation.ts";
import type { CurrentSystemd } from "./query.ts";
import { onChange } from "./restarting.ts";

/** Whether a unit runs, and by the files that there are: one whose files change is restarted if it runs, also unasked */
export function planRunning(
  current: CurrentSystemd,
  wanted: WantedUnit,
  { stage, changed }: { stage: Stage; changed: boolean },
): Action<SystemdOperation>[] {
  const { unit, running } = wanted;
  if (stage === "install") return planFirstStart(wanted);
  const { boot = "not-found", runtime } = current.units[unit] ?? {};
  const active = runtime?.active === true;
  if (running === false) return [active ? change(unit, "stop") : nothingToDo(`running/${unit}`)];
  const unread = runtime?.needsReload === true && !changed;
  const newer = current.newer[unit] ?? [];
  if (active && (changed || unread || newer.length > 0)) {
    const then = onChange(unit);
    const why = newer.length > 0 ? `, which runs since before ${newer.join(", ")} changed` : "";
    if (then === "restart") return [change(unit, "restart", { unread, why })];
    if (then === "next boot" && newer.length > 0) return [waitsForBoot(unit, newer)];
    if (unread) return [rereading(unit)];
  }
  if (running === undefined) return [];
  if (runtime?.settled === true && (active || !changed)) return [nothingToDo(`running/${unit}`)];
  const start = change(unit, "start", { unread });
  return [boot.startsWith("masked") && wanted.boot === undefined ? { ...start, refused: masked } : start];
}

const masked = "it is masked, so nothing can start it; say state: enabled, or enabled: true or false";

function planFirstStart({ unit, boot, running }: WantedUnit): Action<SystemdOperation>[] {
  const staysDown = boot === "disabled" || boot === "masked";
  if (running === undefined) return [];
  if (!running && staysDown) return [nothingToDo(`running/${unit}`)];
  return [change(unit, running ? "start" : "stop")];
}

function change(
  unit: string,
  verb: "start" | "stop" | "restart",
  { unread = false, why = "" } = {},
): Action<SystemdOperation> {
  return {
    kind: "modify",
    resource: `running/${unit}`,
    summary: `${verb} ${unit}${why}`,
    changes: [{ path: "running", to: verb !== "stop" }],
    class: "reversible",
    phase: "start",
    needsLive: true,
    files: [],
    operations: [...(unread ? [{ do: "reload" as const }] : []), { do: verb, unit }],
  };
}

function rereading(unit: string): Action<SystemdOperation> {
  const summary = `let systemd read the files of ${unit} again`;
  return { ...change(unit, "start"), summary, changes: [], operations: [{ do: "reload" }] };
}

function waitsForBoot(unit: string, newer: readonly string[]): Action<SystemdOperation> {
  return {
    ...change(unit, "restart"),
    summary: `${unit} runs since before ${newer.join(", ")} changed`,
    advisory: "a restart would take down what runs in it; restart the machine when it suits",
    operations: [],
  };
}
