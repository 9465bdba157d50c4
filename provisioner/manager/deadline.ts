import type { Host } from "../host/host.ts";
import type { Block } from "../ledger/block.ts";

/** When so many seconds are over, in seconds since the machine was started: the clock on the wall may be set meanwhile */
export async function deadlineIn(host: Host, seconds: number): Promise<number | null> {
  const now = await uptime(host);
  return now === undefined ? null : Math.ceil(now) + seconds;
}

/** How many seconds there still are to confirm, none below zero; undefined where nobody knows */
export async function secondsLeft(host: Host, pending: Block): Promise<number | undefined> {
  const now = await uptime(host);
  const { deadline } = pending.data;
  return now === undefined || typeof deadline !== "number" ? undefined : Math.max(0, deadline - now);
}

async function uptime(host: Host): Promise<number | undefined> {
  const text = await host.files.read("/proc/uptime");
  return text === undefined ? undefined : Number(text.split(" ")[0]);
}
