import type { Host } from "../host.ts";
import { offline } from "./systemctl.ts";
import { resolveUnit } from "./unit-files.ts";
import { isTemplate, templateOf } from "./unit-name.ts";
import { type CurrentUnit, parseUnitProperties, unitProperties } from "./unit-properties.ts";

/** The state of each of these units, under the name asked for */
export async function readUnitStates(
  host: Host,
  units: readonly string[],
): Promise<Record<string, CurrentUnit>> {
  const states: Record<string, CurrentUnit> = {};
  const there: [name: string, unit: string][] = [];
  for (const name of units) {
    const unit = await resolveUnit(host.files, name);
    if (unit === undefined) states[name] = { boot: "not-found" };
    else there.push([name, unit]);
  }
  if (there.length === 0) return states;
  const found = await readStates(
    host,
    there.map(([, unit]) => unit),
  );
  there.forEach(([name], index) => {
    states[name] = found[index] ?? { boot: "not-found" };
  });
  return states;
}

/** A template has links but never runs, and one name of a template makes `systemctl show` refuse them all */
async function readStates(host: Host, units: readonly string[]): Promise<CurrentUnit[]> {
  const runs = (unit: string): boolean => host.stage === "live" && !isTemplate(unit);
  const running = await readRunning(host, units.filter(runs));
  const others = await readOffline(
    host,
    units.filter(unit => !runs(unit)),
  );
  return units.map(unit => (runs(unit) ? running : others).shift() ?? { boot: "not-found" });
}

async function readRunning(host: Host, units: string[]): Promise<CurrentUnit[]> {
  if (units.length === 0) return [];
  const shown = await host.run(
    "systemctl",
    ["show", `--property=${unitProperties.join(",")}`, "--", ...units],
    { environment: { TZ: "UTC" } },
  );
  const found = parseUnitProperties(shown.stdout);
  // of a script in /etc/init.d systemd knows only the unit that it generated, is-enabled asks for its rc links as well
  for (const [index, unit] of units.entries())
    if (found[index]?.boot === "generated")
      found[index] = { ...found[index], boot: (await areEnabled(host, [unit]))[0] ?? "generated" };
  return found;
}

/** One line for each unit; the exit status tells of them all together, so it says nothing */
async function areEnabled(host: Host, units: string[]): Promise<string[]> {
  const { stdout } = await host.run("systemctl", ["is-enabled", "--", ...units], {
    ...offline(host),
    allowedExits: [0, 1, 4],
  });
  return stdout.split("\n").filter(Boolean);
}

async function readOffline(host: Host, units: string[]): Promise<CurrentUnit[]> {
  if (units.length === 0) return [];
  const together = await areEnabled(host, units);
  if (together.length === units.length) return together.map(boot => ({ boot }));
  // before systemd 253 a unit that it cannot read has no line
  const singly: CurrentUnit[] = [];
  for (const unit of units) singly.push({ boot: (await areEnabled(host, [unit]))[0] ?? "not-found" });
  return singly;
}

/** Instances of these templates that run or failed, by template; a name like getty@.service stands for getty@tty1.service */
export async function runningInstances(
  host: Host,
  templates: readonly string[],
): Promise<Record<string, string[]>> {
  if (host.stage !== "live" || templates.length === 0) return {};
  const patterns = templates.map(template => template.replace("@.", "@*."));
  const words = ["list-units", "--plain", "--no-legend", "--", ...patterns];
  const { stdout } = await host.run("systemctl", words);
  const units = stdout.split("\n").flatMap(line => /^\S+/.exec(line.trim())?.[0] ?? []);
  return Object.fromEntries(
    templates.map(template => [template, units.filter(unit => templateOf(unit) === template).sort()]),
  );
}
