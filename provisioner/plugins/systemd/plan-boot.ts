import { type Action, nothingToDo } from "../../contract/action.ts";
import { unitFolder } from "../../host/units/unit-files.ts";
import type { Boot, WantedUnit } from "./desired.ts";
import type { SystemdOperation } from "./operation.ts";
import type { CurrentSystemd } from "./query.ts";

/** Whether a unit starts at boot; links are what changes, and checkpoint knows them */
export function planBoot(current: CurrentSystemd, { unit, boot }: WantedUnit): Action<SystemdOperation>[] {
  if (boot === undefined) return [];
  const resource = `service/${unit}`;
  const before = current.units[unit]?.boot ?? "not-found";
  if (holds(before, boot)) return [nothingToDo(resource)];
  const verb = ({ enabled: "enable", disabled: "disable", masked: "mask" } as const)[boot];
  const masked = before.startsWith("masked");
  const action: Action<SystemdOperation> = {
    kind: "modify",
    resource,
    summary: `${verb} ${unit}`,
    changes: [{ path: "boot", from: before, to: boot }],
    class: "reversible",
    phase: "configure",
    files: [],
    operations: [...(masked ? [{ do: "unmask" as const, unit }] : []), { do: verb, unit }],
  };
  if (before === "masked-runtime" && boot !== "masked")
    return [{ ...action, refused: maskedUntilBoot(unit) }];
  const inTheWay = boot === "masked" && current.unitFiles.includes(`${unitFolder}/${unit}`);
  return [inTheWay ? { ...action, refused: fileInTheWay(unit) } : action];
}

/** systemctl's words: "static", "generated" and "indirect" units have nothing to enable and nothing to disable */
function holds(before: string, wanted: Boot): boolean {
  const unchangeable = ["static", "generated", "indirect", "alias", "transient"].includes(before);
  if (wanted === "masked") return before === "masked";
  return unchangeable || before === wanted;
}

/** Somebody keeps it from running on purpose, and not for long; what lies below /run no rollback brings back */
function maskedUntilBoot(unit: string): string {
  return `somebody masked it until the next boot; systemctl unmask --runtime ${unit} ends that`;
}

function fileInTheWay(unit: string): string {
  return `a mask is a link at ${unitFolder}/${unit}, where a file of the administrator lies; move that file away, or say state: disabled`;
}
