import { createWriteStream } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Failure } from "../provisioner/host/failure.ts";
import { isObject, type JsonObject } from "../provisioner/host/json.ts";
import type { EngineFaultsCase } from "./cases/case.ts";
import { loginAccount, readDocument, withBootstrap, withPlugins } from "./document.ts";
import { leave } from "./install.ts";
import { starter } from "./life.ts";
import type { Finding } from "./questions.ts";
import { createLayer } from "./vm/disks.ts";
import { anyExit, type SshTarget, ssh } from "./vm/ssh.ts";
import type { Workshop } from "./workshop.ts";

/** Runs provisioner/faults in the guest of an install case: a finding for each fault */
export async function runEngineFaultsCase(workshop: Workshop, wanted: EngineFaultsCase): Promise<Finding[]> {
  const folder = await workshop.folder(wanted.name);
  const installed = workshop.left(wanted.after);
  const document = await readDocument(join(installed, "state.json"));
  const below = { path: join(installed, "target.img"), serial: "target" };
  const disk = await createLayer(folder, "target", below);
  const user = loginAccount(document);
  const start = starter(workshop, { firmware: wanted.firmware, disk, folder, user });
  const { machine, target } = await start("faults");
  try {
    await send(target, "/run/engine-faults.cjs", await faultsProgram());
    await send(target, "/run/first.json", JSON.stringify(withPlugins(document, wanted.first)));
    await send(target, "/run/second.json", JSON.stringify(secondDocument(document, wanted)));
    const { lines, findings } = await tryFaults(target, folder, wanted);
    for (const line of faultFigures(lines)) workshop.say(`    ${line}`);
    await writeFile(join(folder, "findings.json"), `${JSON.stringify(findings, undefined, 2)}\n`);
    return findings;
  } finally {
    await leave(machine, folder, "faults");
  }
}

function secondDocument(document: JsonObject, { second, bootstrap }: EngineFaultsCase): JsonObject {
  return withBootstrap(withPlugins(document, second), bootstrap);
}

async function tryFaults(
  target: SshTarget,
  folder: string,
  { faults, limit }: EngineFaultsCase,
): Promise<{ lines: string[]; findings: Finding[] }> {
  const command = `sudo node /run/engine-faults.cjs /run/first.json /run/second.json ${faults}`;
  const log = createWriteStream(join(folder, "every-fault.log"));
  const onLine = (line: string): void => void log.write(`${line}\n`);
  const { stdout, stderr, exit } = await ssh(target, command, {
    timeout: limit,
    allowedExits: anyExit,
    onLine,
  });
  log.end();
  const found = exit === 0 ? "exit 0" : `exit ${exit}: ${stderr.trim().slice(-600)}`;
  const whole = { what: "every fault was tried", needs: "exit 0 or 1, and a line for the ledger", found };
  const lines = stdout.split("\n");
  const findings = lines.flatMap(faultFinding);
  const holds = findings.at(-1)?.what === "the ledger after all of them";
  return { lines, findings: [...findings, { ...whole, holds }] };
}

interface Outcome {
  fault: string;
  plugin: string;
  seconds: number;
  problems: string[];
}

/** What a line of the program in the guest says; its other lines are progress */
function outcomesOn(line: string): Outcome[] {
  if (!line.startsWith("{")) return [];
  const outcome: unknown = JSON.parse(line);
  if (!isObject(outcome)) return [];
  const { fault, plugin, seconds, problems } = outcome;
  const left = Array.isArray(problems) ? problems.map(String) : ["no list of problems"];
  return [{ fault: String(fault), plugin: String(plugin), seconds: Number(seconds), problems: left }];
}

/** What a line of the program in the guest comes to */
export function faultFinding(line: string): Finding[] {
  return outcomesOn(line).map(({ fault, problems }) => {
    const found = problems.join(", ") || "the same";
    return { what: fault, needs: "everything as before", holds: problems.length === 0, found };
  });
}

/** For each plugin: how many faults were tried, and after how many of them something was different */
export function faultFigures(lines: readonly string[]): string[] {
  const outcomes = lines.flatMap(outcomesOn);
  const plugins = [...new Set(outcomes.map(({ plugin }) => plugin))];
  return plugins.map(name => {
    const own = outcomes.filter(({ plugin }) => plugin === name);
    const bad = own.filter(({ problems }) => problems.length > 0);
    const seconds = own.reduce((sum, outcome) => sum + outcome.seconds, 0);
    return `${name}: ${own.length} faults, ${bad.length} with problems, ${seconds.toFixed(0)} s`;
  });
}

async function send(target: SshTarget, path: string, content: string): Promise<void> {
  await ssh(target, `sudo tee ${path} >/dev/null`, { input: content });
}

async function faultsProgram(): Promise<string> {
  const path = resolve("out/engine-faults");
  const program = await readFile(path, "utf8").catch(() => undefined);
  if (program !== undefined) return program;
  throw new Failure({
    kind: "input",
    tried: "cannot try faults in the guest",
    found: `no ${path}`,
    needs: "the program that makes them",
    fix: "make engine-faults",
  });
}
