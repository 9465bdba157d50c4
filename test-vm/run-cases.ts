import { describeError, Failure } from "../provisioner/host/failure.ts";
import type { Case } from "./cases/case.ts";
import { installCases } from "./cases/installs.ts";
import { refusalCases } from "./cases/refusals.ts";
import { emulatorTripped } from "./install.ts";
import type { Finding } from "./questions.ts";
import { runInstallCase } from "./run-install-case.ts";
import { runRefusalCase } from "./run-refusal-case.ts";
import type { Workshop } from "./workshop.ts";

/** Every case there is; the quick ones come first */
export const cases: readonly Case[] = [...refusalCases, ...installCases];

/** The cases with these names, all of them when none is named */
export function chooseCases(names: readonly string[]): readonly Case[] {
  const unknown = names.filter(name => !cases.some(known => known.name === name));
  if (unknown.length > 0) {
    throw new Failure({
      kind: "input",
      tried: `no case ${unknown.join(", ")}`,
      needs: `one of ${cases.map(({ name }) => name).join(", ")}`,
    });
  }
  return names.length === 0 ? cases : cases.filter(({ name }) => names.includes(name));
}

/** Runs cases one after another; a case that fails does not stop the next. True when all passed */
export async function runCases(workshop: Workshop, chosen: readonly Case[]): Promise<boolean> {
  let passed = 0;
  for (const wanted of chosen) if (await passes(workshop, wanted)) passed += 1;
  workshop.say(`${passed} passed, ${chosen.length - passed} failed`);
  return passed === chosen.length;
}

async function passes(workshop: Workshop, wanted: Case): Promise<boolean> {
  const { say } = workshop;
  const started = Date.now();
  say(`${wanted.name}: ${wanted.proves}`);
  const faults = await faultsOf(workshop, wanted);
  for (const fault of faults) say(`    ${fault}`);
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  say(`  ${faults.length === 0 ? "passed" : "FAILED"} ${wanted.name} in ${seconds} s`);
  return faults.length === 0;
}

async function faultsOf(workshop: Workshop, wanted: Case, again = true): Promise<string[]> {
  try {
    const findings =
      wanted.kind === "install"
        ? await runInstallCase(workshop, wanted)
        : await runRefusalCase(workshop, wanted);
    workshop.say(`    ${findings.filter(({ holds }) => holds).length} of ${findings.length} findings hold`);
    return findings.filter(({ holds }) => !holds).map(describeFinding);
  } catch (error) {
    if (again && emulatorTripped(error, workshop.accelerator)) {
      workshop.say(
        "    the emulated processor tripped over code being patched (int3 oops): from the start, once",
      );
      return await faultsOf(workshop, wanted, false);
    }
    return [`${describeError(error)}; everything it said is below out/vm/${wanted.name}`];
  }
}

function describeFinding({ what, needs, found }: Finding): string {
  return `${what}: found ${found}, needs ${needs}`;
}
