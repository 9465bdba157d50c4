import { type Static, Type } from "@sinclair/typebox";
import { Check } from "@sinclair/typebox/value";
import type { Action } from "../../contract/action.ts";
import type { Report } from "../../contract/plugin.ts";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import type { Json } from "../../host/json.ts";
import { enableLinks, Link, namesOf } from "./enable-links.ts";
import type { SystemdOperation } from "./operation.ts";
import type { SystemdSection } from "./schema.ts";
import { parseUnitProperties, unitProperties } from "./unit-properties.ts";
import { readUnitStates } from "./unit-states.ts";

const Saved = Type.Object({
  units: Type.Array(Type.Object({ unit: Type.String(), active: Type.Boolean(), restarted: Type.Boolean() })),
  links: Type.Array(Link),
});
type Saved = Static<typeof Saved>;

/** Saves the links by which the units of this plan are enabled, and which of them run */
export async function checkpointSystemd(
  host: Host,
  _section: SystemdSection,
  actions: readonly Action<SystemdOperation>[],
): Promise<Json> {
  const operations = actions.flatMap(action => action.operations);
  const units = [...new Set(operations.flatMap(operation => ("unit" in operation ? [operation.unit] : [])))];
  const states = await readUnitStates(host, units);
  const restarted = new Set(
    operations.flatMap(operation =>
      operation.do === "write file" || operation.do === "restart" ? [operation.unit] : [],
    ),
  );
  const saved: Saved = {
    units: units.map(unit => ({
      unit,
      active: states[unit]?.runtime?.active ?? false,
      restarted: restarted.has(unit),
    })),
    links: await enableLinks(host.files, await namesOf(host.files, units)),
  };
  return saved;
}

/** Stops what did not run, puts the links back exactly, and brings the others to what they were */
export async function rollbackSystemd(host: Host, saved: Json, report: Report): Promise<void> {
  if (!Check(Saved, saved)) return;
  const units = saved.units.map(({ unit }) => unit);
  if (host.stage !== "live" || units.length === 0) return restoreLinks(host, units, saved.links);

  const now = await readRunningNow(host, units);
  const failures: string[] = [];
  const bringBack = async (verb: "start" | "stop" | "restart", unit: string): Promise<void> => {
    report(`${verb} ${unit}`);
    const { exit, stderr } = await host.run("systemctl", [verb, unit], {
      allowedExits: anyExit,
      timeout: 300,
    });
    if (exit !== 0) failures.push(`${verb} ${unit}: ${stderr.trim()}`);
  };
  // first, while systemd still knows the units that go: a timer masked while it runs would be left as failed
  for (const { unit, active } of saved.units) if (!active && now.has(unit)) await bringBack("stop", unit);
  await restoreLinks(host, units, saved.links);
  await host.run("systemctl", ["daemon-reload"]);
  // neither a failure nor a count of starts from this transaction may be in the way
  await host.run("systemctl", ["reset-failed", ...units], { allowedExits: anyExit });
  for (const { unit, active, restarted } of saved.units)
    if (active && (restarted || !now.has(unit))) await bringBack(now.has(unit) ? "restart" : "start", unit);
  if (failures.length > 0) throw notBack(failures);
}

/** systemctl's exit statuses; one unit that does not come back must not keep the others from it */
const anyExit = [0, 1, 2, 3, 4, 5, 6];

function notBack(failures: readonly string[]): Failure {
  return new Failure({
    kind: "rollback",
    tried: "cannot bring every unit back to what it was",
    found: failures.join(" | "),
    fix: "see journalctl --unit for each of them",
  });
}

/** Under the names asked for, whether or not a file still defines the unit */
async function readRunningNow(host: Host, units: readonly string[]): Promise<Set<string>> {
  const shown = await host.run("systemctl", [
    "show",
    `--property=${unitProperties.join(",")}`,
    "--",
    ...units,
  ]);
  const states = parseUnitProperties(shown.stdout);
  return new Set(units.filter((_, index) => states[index]?.runtime?.active));
}

async function restoreLinks(host: Host, units: readonly string[], links: readonly Link[]): Promise<void> {
  for (const { path } of await enableLinks(host.files, await namesOf(host.files, units)))
    if (!links.some(link => link.path === path)) await host.files.remove(path);
  for (const { path, target } of links)
    if ((await host.files.readLink(path)) !== target) await host.files.link(path, target);
}
