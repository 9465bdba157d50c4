import { applyAndRecord } from "./apply-and-record.ts";
import { machineInFolder } from "./machine.fixture.ts";
import type { Machine } from "./machine.ts";
import { type Accidents, notePlugin } from "./note-plugin.fixture.ts";
import type { ApplyOutcome } from "./transaction.ts";

/** A machine with one plugin, and which commands of systemd it was given */
export async function machineWithTimers(
  accidents: Accidents = {},
): Promise<{ machine: Machine; ran: string[] }> {
  const { host, plugins } = await machineInFolder([notePlugin("first", [], accidents)]);
  const ran: string[] = [];
  const run: Machine["host"]["run"] = async (program, args) => {
    if (/^system/.test(program)) ran.push([program, ...args].join(" "));
    return { stdout: "", stderr: "", exit: 0 };
  };
  return { machine: { host: { ...host, run }, plugins }, ran };
}

/** Applies a document with one note; it waits for confirmation when seconds are given */
export async function applyOne(
  machine: Machine,
  content: string,
  confirmWithin?: number,
): Promise<ApplyOutcome> {
  const document = { version: 1 as const, plugins: { first: { notes: { a: content } } } };
  return await applyAndRecord(machine, {
    document,
    sha256: "0".repeat(64),
    text: JSON.stringify(document),
    report: () => undefined,
    ...(confirmWithin !== undefined && { confirmWithin }),
  });
}

/** What the note says */
export async function note({ host }: Machine): Promise<string | undefined> {
  return await host.files.read("/notes/first/a");
}

/** Sets how long the machine is up */
export async function upFor({ host }: Machine, seconds: number): Promise<void> {
  await host.files.write("/proc/uptime", `${seconds}.00 1.00\n`);
}
