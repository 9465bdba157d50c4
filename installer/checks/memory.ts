import { type Check, machineProblem } from "./ground.ts";

/** A machine with 1 GiB; the kernel keeps part of that and counts the rest */
const neededMiB = 1024;
const countedMiB = 880;

/** The live system and the unpacking need memory; too little of it ends in a hang, not in a message */
export const checkMemory: Check = async ({ host }) => {
  const text = await host.files.read("/proc/meminfo");
  const found = memoryMiB(text ?? "");
  if (found === undefined || found >= countedMiB) return [];
  return [
    machineProblem(
      `${found} MiB of memory`,
      `a machine with ${neededMiB} MiB (${countedMiB} MiB as Linux counts it)`,
      "give the machine more memory",
    ),
  ];
};

/** MemTotal of /proc/meminfo in MiB */
export function memoryMiB(meminfo: string): number | undefined {
  const [, kib] = /^MemTotal:\s+(\d+) kB/m.exec(meminfo) ?? [];
  return kib === undefined ? undefined : Math.floor(Number(kib) / 1024);
}
