import { buses } from "../../host/bus-names.ts";
import type { Host } from "../../host/host.ts";

const unit = "systemd-logind.service";

/** Lets logind read its settings; before systemd 253 it cannot reload, and its restart keeps every session */
export async function reloadLogind(host: Host): Promise<void> {
  await host.run("systemctl", ["reload-or-restart", unit]);
}

/** Whether logind runs: what does not run reads its files when it starts */
export async function logindRuns(host: Host): Promise<boolean> {
  if (host.stage !== "live") return false;
  const { stdout } = await host.run("systemctl", ["is-active", unit], { allowedExits: [0, 3, 4] });
  return stdout.trim() === "active";
}

/** Starts the services of a user now and at each boot, or lets them end with the last session */
export async function setLinger(host: Host, uid: number, on: boolean): Promise<void> {
  await callManager(host, "SetUserLinger", "ubb", [uid, on, false]);
}

/** Ends everything that runs for users of this name, though no account of that name is left */
export async function terminateUser(host: Host, name: string): Promise<void> {
  const [users] = await callManager(host, "ListUsers");
  for (const [uid, known] of Array.isArray(users) ? users : [])
    if (known === name) await callManager(host, "TerminateUser", "u", [uid]);
}

async function callManager(
  host: Host,
  member: string,
  signature = "",
  body: unknown[] = [],
): Promise<unknown[]> {
  const { name, path, manager } = buses.login1;
  return await host.bus.call({ destination: name, path, interface: manager, member, signature, body });
}
