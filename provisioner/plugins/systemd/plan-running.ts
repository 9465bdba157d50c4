import { type Action, nothingToDo } from "../../contract/action.ts";
import type { Stage } from "../../host/host.ts";
import type { WantedUnit } from "./desired.ts";
import type { SystemdOperation } from "./operation.ts";
import type { CurrentSystemd } from "./query.ts";

/** Whether a unit runs. A unit whose files change is restarted if it runs, even when the document does not say */
export function planRunning(
  current: CurrentSystemd,
  { unit, boot, running }: WantedUnit,
  { stage, changed }: { stage: Stage; changed: boolean },
): Action<SystemdOperation>[] {
  const resource = `running/${unit}`;
  const runtime = current.units[unit]?.runtime;
  if (stage === "install") {
    const staysDown = boot === "disabled" || boot === "masked";
    if (running === undefined) return [];
    if (!running && staysDown) return [nothingToDo(resource)];
    return [change(resource, unit, running ? "start" : "stop")];
  }
  const active = runtime?.active === true;
  if (running === false) return [active ? change(resource, unit, "stop") : nothingToDo(resource)];
  if (changed && active) return [change(resource, unit, "restart")];
  if (running === undefined) return [];
  return [runtime?.settled === true && !changed ? nothingToDo(resource) : change(resource, unit, "start")];
}

function change(
  resource: string,
  unit: string,
  verb: "start" | "stop" | "restart",
): Action<SystemdOperation> {
  return {
    kind: "modify",
    resource,
    summary: `${verb} ${unit}`,
    changes: [{ path: "running", to: verb !== "stop" }],
    class: "reversible",
    phase: "start",
    needsLive: true,
    files: [],
    operations: [{ do: verb, unit }],
  };
}
