import { type Action, nothingToDo } from "../../contract/action.ts";
import type { PlanContext } from "../../contract/plugin.ts";
import type { Files } from "../../host/files.ts";
import type { Host } from "../../host/host.ts";
import type { FirewallSection } from "./schema.ts";

/** Read at boot by systemd-sysctl */
export const forwardingPath = "/etc/sysctl.d/60-groundstate-forwarding.conf";

type Wanted = NonNullable<FirewallSection["forwarding"]>;

/** Whether packets are passed on, by the names of the kernel's switches */
export type Switches = Readonly<Record<string, string>>;

/** What there is of it: the file, and the kernel's switches */
export interface ForwardingFacts {
  file: string | undefined;
  switches: Switches;
}

/** Turns the kernel's switches, and keeps them turned at boot */
export type ForwardingOperation =
  | { do: "keep forwarding"; content: string }
  | { do: "forward"; names: string[] };

const names = { ipv4: "net.ipv4.ip_forward", ipv6: "net.ipv6.conf.all.forwarding" };

/** Reads the file and, on a running machine, the kernel */
export async function readForwarding(host: Host): Promise<ForwardingFacts> {
  const file = await host.files.read(forwardingPath);
  return { file, switches: host.stage === "live" ? await readSwitches(host.files) : {} };
}

/** The kernel's switches as they are; a kernel without IPv6 has one less */
export async function readSwitches(files: Files): Promise<Switches> {
  const entries = await Promise.all(
    Object.values(names).map(async name => [name, await files.read(procPath(name))] as const),
  );
  return Object.fromEntries(
    entries.flatMap(([name, text]) => (text === undefined ? [] : [[name, text.trim()]])),
  );
}

/** Turns one switch */
export async function turn(host: Host, name: string, value: string): Promise<void> {
  await host.run("sysctl", ["-q", "-w", `${name}=${value}`]);
}

/** Pure: one action, when the document speaks of it */
export function planForwarding(
  { file, switches }: ForwardingFacts,
  wanted: Wanted,
  { stage }: PlanContext,
): Action<ForwardingOperation> {
  const meant = wanted === "both" ? Object.values(names) : [names[wanted]];
  const content = render(meant);
  const off = stage === "live" ? meant.filter(name => switches[name] !== "1") : [];
  if (file === content && off.length === 0) return nothingToDo("forwarding");
  return {
    kind: file === undefined ? "create" : "modify",
    resource: "forwarding",
    summary: `pass packets on from link to link (${wanted === "both" ? "IPv4 and IPv6" : wanted === "ipv4" ? "IPv4" : "IPv6"})`,
    changes: [
      ...off.map(name => ({ path: name, from: switches[name] ?? null, to: "1" })),
      ...(file === content ? [] : [{ path: forwardingPath, to: meant.join(", ") }]),
    ],
    class: "reversible",
    phase: "configure",
    files: file === content ? [] : [forwardingPath],
    operations: [
      ...(file === content ? [] : [{ do: "keep forwarding" as const, content }]),
      ...(off.length === 0 ? [] : [{ do: "forward" as const, names: off }]),
    ],
  };
}

function render(meant: readonly string[]): string {
  const header =
    "# Written by groundstate from plugins.firewall of /etc/groundstate/state.json; edits here are replaced.";
  return [header, ...meant.map(name => `${name} = 1`), ""].join("\n");
}

function procPath(name: string): string {
  return `/proc/sys/${name.replaceAll(".", "/")}`;
}
