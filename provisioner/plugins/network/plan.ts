import { type Action, nothingToDo } from "../../contract/action.ts";
import type { PlanContext } from "../../contract/plugin.ts";
import type { NetworkOperation } from "./operation.ts";
import { planFiles } from "./plan-files.ts";
import { planGone } from "./plan-gone.ts";
import { planLinks } from "./plan-links.ts";
import { daemons, type NetworkFacts } from "./query.ts";
import type { NetworkSection } from "./schema.ts";
import { presentOf } from "./topology.ts";

/** Operations after which networkd has read its files */
const reads: readonly NetworkOperation["do"][] = ["reload", "remake"];

/** Pure: daemons, files of each interface, interfaces that go, then the running links */
export function planNetwork(
  facts: NetworkFacts,
  section: NetworkSection,
  context: PlanContext,
): Action<NetworkOperation>[] {
  const there = presentOf(section);
  const names = Object.keys(there.interfaces).sort();
  const files = names.map(name => planFiles(name, facts, there));
  const written = files.filter(action => action.kind !== "noop").map(action => action.resource);
  return tellOfRules([
    ...(names.length > 0 ? daemons : []).map(unit => planDaemon(unit, facts)),
    ...files,
    ...planGone(facts, section, context),
    ...planLinks(facts, there, context, new Set(written)),
  ]);
}

/** Once: unless networkd.conf says ManageForeignRoutingPolicyRules=no, reading its files makes networkd delete them */
function tellOfRules(actions: readonly Action<NetworkOperation>[]): Action<NetworkOperation>[] {
  const first = actions.find(({ operations }) => operations.some(({ do: what }) => reads.includes(what)));
  const words = "networkd reads its files again, and may delete policy rules of others (wg-quick, Tailscale)";
  return actions.map(action =>
    action === first ? { ...action, summary: `${action.summary}; ${words}` } : action,
  );
}

function planDaemon(unit: string, { enabled, live }: NetworkFacts): Action<NetworkOperation> {
  const resource = `unit/${unit}`;
  const down = live !== undefined && !live.daemonRuns && unit === daemons[0];
  // Names are also resolved without resolved; its package enables it when it comes
  const optional = unit !== daemons[0] && enabled[unit] === "missing";
  if (optional || (enabled[unit] === "enabled" && !down)) return nothingToDo(resource);
  return {
    kind: "modify",
    resource,
    summary: `start ${unit} at boot${live ? " and now" : ""}`,
    changes: [{ path: "enabled", from: enabled[unit] === "enabled", to: true }],
    class: "reversible",
    phase: "configure",
    ...(enabled[unit] === "missing"
      ? { refused: `there is no ${unit}; it comes with the package systemd` }
      : {}),
    files: [],
    operations: [{ do: "enable", unit }],
  };
}
