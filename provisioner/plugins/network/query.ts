import type { Host } from "../../host/host.ts";
import { type Enablement, unitEnablement } from "../../host/units/enablement.ts";
import { type LiveLink, readLinkNames, readLinks } from "./live.ts";
import { networkDirectory, ownerOf } from "./render.ts";
import type { NetworkSection } from "./schema.ts";

/** Daemons that the network needs; resolved only where its package is installed */
export const daemons = ["systemd-networkd.service", "systemd-resolved.service"] as const;

/** The network as far as we have a say in it */
export interface NetworkFacts {
  /** Our files by path; those of others are none of our business */
  files: Readonly<Record<string, string>>;
  /** Every name of every link that the kernel knows */
  links: readonly string[];
  enabled: Readonly<Record<string, Enablement>>;
  /** Only on a running machine */
  live?: { daemonRuns: boolean; links: readonly LiveLink[] };
}

/** Reads files, units and, on a running machine, kernel and networkd */
export async function queryNetwork(host: Host, _section: NetworkSection): Promise<NetworkFacts> {
  const facts: NetworkFacts = {
    files: await ownFiles(host),
    links: await readLinkNames(host),
    enabled: await enabledDaemons(host),
  };
  if (host.stage !== "live") return facts;
  const runs = await daemonRuns(host);
  return { ...facts, live: { daemonRuns: runs, links: await readLinks(host, runs) } };
}

/** Whether networkd runs; networkctl must not be asked otherwise, because it would be started for the answer */
export async function daemonRuns(host: Host): Promise<boolean> {
  const active = await host.run("systemctl", ["is-active", daemons[0]], { allowedExits: [0, 3, 4] });
  return active.stdout.trim() === "active";
}

async function ownFiles(host: Host): Promise<Record<string, string>> {
  const paths = (await host.files.list(networkDirectory)).map(name => `${networkDirectory}/${name}`);
  const files: Record<string, string> = {};
  for (const path of paths.filter(ownerOf)) {
    const content = await host.files.read(path);
    if (content !== undefined) files[path] = content;
  }
  return files;
}

async function enabledDaemons(host: Host): Promise<Record<string, Enablement>> {
  const answers: Record<string, Enablement> = {};
  for (const unit of daemons) answers[unit] = await unitEnablement(host, unit);
  return answers;
}
