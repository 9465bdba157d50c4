import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { diedAtOnce, lastWords } from "../../host/units/came-up.ts";
import { resolveUnit } from "../../host/units/unit-files.ts";

/** Words of systemctl(1) that do nothing to a unit that does not run */
const words = { reload: "try-reload-or-restart", restart: "try-restart" } as const;

/** Has a unit read its files again, if it runs; one that cannot take them has failed */
export async function tellUnit(host: Host, verb: keyof typeof words, name: string): Promise<void> {
  const unit = await resolveUnit(host.files, name);
  if (unit === undefined) throw notTold(verb, name, "no unit of that name on this machine");
  const { exit, stderr } = await host.run("systemctl", [words[verb], unit], {
    allowedExits: failures,
    timeout: 300,
  });
  const trouble = exit === 0 ? await diedAtOnce(host, unit) : stderr.trim().split("\n")[0];
  if (trouble !== undefined) throw notTold(verb, unit, `${trouble} | ${await lastWords(host, unit)}`);
}

/** Exit statuses of systemctl(1) and the LSB */
const failures = [0, 1, 2, 3, 4, 5, 6];

function notTold(verb: string, unit: string, found: string): Failure {
  return new Failure({
    kind: "machine",
    tried: `cannot ${verb} ${unit}, whose files changed`,
    found,
    needs: "a unit that accepts them",
    fix: `see journalctl --unit ${unit}, and mend the files under plugins.config.files`,
  });
}
