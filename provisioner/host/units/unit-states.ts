import type { Host } from "../host.ts";
import { offline } from "./systemctl.ts";
import { resolveUnit } from "./unit-files.ts";
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
  const read = host.stage === "live" ? readRunning : readOffline;
  const found = await read(
    host,
    there.map(([, unit]) => unit),
  );
  there.forEach(([name], index) => {
    states[name] = found[index] ?? { boot: "not-found" };
  });
  return states;
}

async function readRunning(host: Host, units: string[]): Promise<CurrentUnit[]> {
  const shown = await host.run("systemctl", [
    "show",
    `--property=${unitProperties.join(",")}`,
    "--",
    ...units,
  ]);
  return parseUnitProperties(shown.stdout);
}

/** One line for each unit; its exit status tells of them all together, so it says nothing */
async function readOffline(host: Host, units: string[]): Promise<CurrentUnit[]> {
  const asked = async (names: string[]): Promise<string[]> => {
    const { stdout } = await host.run("systemctl", ["is-enabled", "--", ...names], {
      ...offline(host),
      allowedExits: [0, 1, 4],
    });
    return stdout.split("\n").filter(Boolean);
  };
  const together = await asked(units);
  if (together.length === units.length) return together.map(boot => ({ boot }));
  // before systemd 253 a unit that it cannot read has no line
  const singly: CurrentUnit[] = [];
  for (const unit of units) singly.push({ boot: (await asked([unit]))[0] ?? "not-found" });
  return singly;
}
