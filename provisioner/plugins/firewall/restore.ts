import { type Static, Type } from "@sinclair/typebox";
import type { Action } from "../../contract/action.ts";
import type { Report } from "../../contract/plugin.ts";
import { readSaved } from "../../contract/saved.ts";
import { undoAll } from "../../contract/undo-all.ts";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import type { Json } from "../../host/json.ts";
import { SavedUnits, saveUnits, unitSteps } from "../saved-units.ts";
import { readSwitches, turn } from "./forwarding.ts";
import { nftComplaint } from "./nft-complaint.ts";
import type { FirewallOperation } from "./plan.ts";
import { hasNft, loaderUnit } from "./query.ts";
import { asArguments, table } from "./render.ts";
import type { FirewallSection } from "./schema.ts";

const Saved = Type.Object({
  /** Its links alone: stopping the unit would take the table away */
  units: SavedUnits,
  /** Whether the actions load rules */
  loads: Type.Boolean(),
  /** Our table as the kernel held it; null when there was none */
  ruleset: Type.Union([Type.String(), Type.Null()]),
  /** The kernel's switches for passing packets on that the actions turn, as they were */
  switches: Type.Record(Type.String(), Type.String()),
});
type Saved = Static<typeof Saved>;

const name = table.join(" ");

/** The links of the unit that loads the rules at boot, and the table in the kernel */
export async function checkpointFirewall(
  host: Host,
  _section: FirewallSection,
  actions: readonly Action<FirewallOperation>[],
): Promise<Json> {
  const operations = actions.flatMap(action => action.operations);
  const loads = host.stage === "live" && operations.some(operation => operation.do === "load");
  const saved: Saved = {
    units: await saveUnits(host, [], [loaderUnit]),
    loads,
    ruleset: loads ? await readTable(host) : null,
    switches: await savedSwitches(host, operations),
  };
  return saved;
}

/** Puts the table back in one step, or takes it away where there was none, and enables the unit as it was */
export async function rollbackFirewall(host: Host, saved: Json, report: Report): Promise<void> {
  const { units, loads, ruleset, switches } = readSaved(Saved, saved, "firewall");
  const kernel = { what: `table ${name} in the kernel`, undo: () => putBack(host, ruleset ?? "") };
  const turned = Object.entries(switches).map(([name, value]) => ({
    what: name,
    undo: () => turn(host, name, value),
  }));
  await undoAll([...(loads ? [kernel] : []), ...turned, ...unitSteps(host, units, report)], {
    tried: "cannot bring the firewall back to what it was",
    fix: `compare \`nft list table ${name}\` with /etc/groundstate/firewall.nft, and load that with nft -f`,
  });
}

async function savedSwitches(
  host: Host,
  operations: readonly FirewallOperation[],
): Promise<Record<string, string>> {
  const names = operations.flatMap(operation => (operation.do === "forward" ? operation.names : []));
  const switches = await readSwitches(host.files);
  return Object.fromEntries(Object.entries(switches).filter(([name]) => names.includes(name)));
}

/** Rules that cannot be read must not pass for none: rolling back would take them away */
async function readTable(host: Host): Promise<string | null> {
  if (!(await hasNft(host))) return null;
  const { stdout, stderr, exit } = await host.run("nft", ["list", "table", ...table], {
    allowedExits: [0, 1],
  });
  if (exit === 0) return stdout;
  if (stderr.includes("No such file or directory")) return null;
  throw new Failure({
    kind: "machine",
    tried: `cannot save the table ${name} before changing it`,
    found: nftComplaint(stderr),
    needs: "a kernel that lists its nftables",
    fix: `look at \`nft list table ${name}\``,
  });
}

async function putBack(host: Host, ruleset: string): Promise<void> {
  if (ruleset === "" && !(await hasNft(host))) return;
  const words = asArguments(`table ${name}\ndelete table ${name}\n${ruleset}`);
  const { stderr, exit } = await host.run("nft", words, { allowedExits: [0, 1] });
  if (exit === 0) return;
  throw new Failure({
    kind: "rollback",
    tried: "nft does not load the rules of before",
    found: nftComplaint(stderr),
    needs: "a kernel that takes what it listed before",
  });
}
