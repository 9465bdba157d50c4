import { hostname, userInfo } from "node:os";
import type { Host } from "../host/host.ts";

/** Where a block comes from: this boot of this machine, and the person behind the process */
export interface Origin {
  boot_id: string;
  user: string;
  host: string;
}

/** Read once when the ledger is opened; none of it changes while a process lives */
export async function readOrigin(host: Host): Promise<Origin> {
  return {
    boot_id: await readName(host, "/proc/sys/kernel/random/boot_id", () => "unknown"),
    user: process.env["SUDO_USER"] || loginName(),
    host: await hostName(host),
  };
}

// A chroot shares the live system's host name; the target's own is in its file.
async function hostName(host: Host): Promise<string> {
  return host.stage === "install" ? readName(host, "/etc/hostname", hostname) : hostname();
}

async function readName(host: Host, path: string, otherwise: () => string): Promise<string> {
  return (await host.files.read(path))?.trim() || otherwise();
}

function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? "unknown"}`; // a user id without an account
  }
}
