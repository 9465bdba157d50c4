import { rename, rm } from "node:fs/promises";
import { describeError, Failure } from "../provisioner/host/failure.ts";
import type { Case } from "./cases/case.ts";
import { engineFaultsCases } from "./cases/engine-faults.ts";
import { installCases } from "./cases/installs.ts";
import { powerCutCases, powerCutsCases } from "./cases/power-cuts.ts";
import { refusalCases } from "./cases/refusals.ts";
import type { Finding } from "./questions.ts";
import { runEngineFaultsCase } from "./run-engine-faults-case.ts";
import { runInstallCase } from "./run-install-case.ts";
import { runPowerCutCase } from "./run-power-cut-case.ts";
import { runPowerCutsCase } from "./run-power-cuts-case.ts";
import { runRefusalCase } from "./run-refusal-case.ts";
import { formatSeconds, type Phase } from "./timeline.ts";
import { emulatorTripped } from "./trouble.ts";
import type { Workshop } from "./workshop.ts";

/** Every case there is; the quick ones come first, and each after the one whose machine it needs */
export const cases: readonly Case[] = [
  ...refusalCases,
  ...installCases,
  ...powerCutCases,
  ...powerCutsCases,
  ...engineFaultsCases,
];

/** The cases with these names, each together with the one it needs; when none is named, all but the long ones */
export function chooseCases(names: readonly string[]): readonly Case[] {
  const unknown = names.filter(name => !cases.some(known => known.name === name));
  if (unknown.length > 0) {
    throw new Failure({
      kind: "input",
      tried: `no case ${unknown.join(", ")}`,
      needs: `one of ${cases.map(({ name }) => name).join(", ")}`,
    });
  }
  if (names.length === 0) return cases.filter(each => !("onlyByName" in each && each.onlyByName));
  const wanted = new Set([...names, ...cases.filter(({ name }) => names.includes(name)).flatMap(needed)]);
  return cases.filter(({ name }) => wanted.has(name));
}

function needed(wanted: Case): string[] {
  return "after" in wanted ? [wanted.after] : [];
}

/** Runs cases one after another; a case that fails does not stop the next. True when all passed */
export async function runCases(workshop: Workshop, chosen: readonly Case[]): Promise<boolean> {
  const outcomes: Outcome[] = [];
  for (const wanted of chosen) outcomes.push(await outcomeOf(workshop, wanted, outcomes));
  for (const line of outcomeLines(outcomes)) workshop.say(line);
  return outcomes.every(({ passed }) => passed);
}

/** A case that was run */
export interface Outcome extends Phase {
  passed: boolean;
}

/** What a run comes to: each case with its seconds, and how many passed */
export function outcomeLines(outcomes: readonly Outcome[]): string[] {
  const passed = outcomes.filter(outcome => outcome.passed).length;
  const seconds = outcomes.reduce((sum, outcome) => sum + outcome.seconds, 0);
  return [
    "",
    ...outcomes.map(
      outcome => `${formatSeconds(outcome.seconds)}  ${outcome.name}${outcome.passed ? "" : ", FAILED"}`,
    ),
    `${formatSeconds(seconds)}  in all`,
    `${passed} passed, ${outcomes.length - passed} failed`,
  ];
}

async function outcomeOf(workshop: Workshop, wanted: Case, earlier: readonly Outcome[]): Promise<Outcome> {
  const { say } = workshop;
  const started = Date.now();
  say(`${wanted.name}: ${wanted.proves}`);
  const faults = lacking(wanted, earlier) ?? (await faultsOf(workshop, wanted));
  for (const fault of faults) say(`    ${fault}`);
  const passed = faults.length === 0;
  const seconds = (Date.now() - started) / 1000;
  say(`  ${passed ? "passed" : "FAILED"} ${wanted.name} in ${seconds.toFixed(0)} s`);
  return { name: wanted.name, seconds, passed };
}

function lacking(wanted: Case, earlier: readonly Outcome[]): string[] | undefined {
  const failed = needed(wanted).filter(
    name => !earlier.some(outcome => outcome.passed && outcome.name === name),
  );
  return failed.length === 0 ? undefined : failed.map(name => `not run: it needs the machine of ${name}`);
}

async function faultsOf(workshop: Workshop, wanted: Case, again = true): Promise<string[]> {
  try {
    const findings = await run(workshop, wanted);
    workshop.say(`    ${findings.filter(({ holds }) => holds).length} of ${findings.length} findings hold`);
    return findings.filter(({ holds }) => !holds).map(describeFinding);
  } catch (error) {
    if (again && emulatorTripped(error, workshop.accelerator)) {
      const kept = `${wanted.name}-tripped`;
      workshop.say(
        `    the emulated processor tripped over code being patched (int3 oops): from the start, once; ${describeError(error)}; see out/vm/${kept}`,
      );
      await rm(workshop.left(kept), { recursive: true, force: true });
      await rename(workshop.left(wanted.name), workshop.left(kept));
      return await faultsOf(workshop, wanted, false);
    }
    return [`${describeError(error)}; everything it said is below out/vm/${wanted.name}`];
  }
}

function run(workshop: Workshop, wanted: Case): Promise<Finding[]> {
  switch (wanted.kind) {
    case "install":
      return runInstallCase(workshop, wanted);
    case "refusal":
      return runRefusalCase(workshop, wanted);
    case "power-cut":
      return runPowerCutCase(workshop, wanted);
    case "power-cuts":
      return runPowerCutsCase(workshop, wanted);
    case "engine-faults":
      return runEngineFaultsCase(workshop, wanted);
  }
}

function describeFinding({ what, needs, found }: Finding): string {
  return `${what}: found ${found}, needs ${needs}`;
}
