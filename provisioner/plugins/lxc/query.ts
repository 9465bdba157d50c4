import type { Host } from "../../host/host.ts";
import { type Enablement, unitEnablement } from "../../host/units/enablement.ts";
import { readNetworkInside } from "./network-inside.ts";
import {
  baseImage,
  configPath,
  containersDirectory,
  draftPath,
  rootfsPath,
  templatesDirectory,
} from "./paths.ts";
import { type QuotaFacts, readLimit, readQuota } from "./quota.ts";
import { header, type MachineTraits } from "./render.ts";
import type { LxcSection } from "./schema.ts";

/** Starts the containers that are to run from boot on; it comes with the package lxc */
export const autostartUnit = "lxc.service";

/** One container as it lies on the disk, and whether it runs */
export interface ContainerFacts {
  /** Its root file system is there, complete */
  rootfs: boolean;
  /** An unfinished one is there, of a time before */
  draft: boolean;
  config: string | undefined;
  networkInside: string | undefined;
  /** Most bytes that it may write; undefined when nobody set a limit */
  limit: number | undefined;
  /** LXC's word: RUNNING, STOPPED, FROZEN…; undefined when LXC cannot be asked */
  state: string | undefined;
  /** Addresses of the container while it runs */
  addresses: readonly string[];
}

/** The containers, and what there is to make them of */
export interface LxcFacts extends MachineTraits {
  containers: Readonly<Record<string, ContainerFacts>>;
  /** Containers of ours that the document does not name */
  others: readonly string[];
  /** Names of the templates that a container can be made of */
  templates: readonly string[];
  autostart: Enablement;
  quota: QuotaFacts;
}

/** Reads files and, on a running machine with LXC, the states */
export async function queryLxc(host: Host, section: LxcSection): Promise<LxcFacts> {
  const canAsk = await canAskLxc(host);
  const containers: Record<string, ContainerFacts> = {};
  const limited = Object.values(section.containers).some(({ config }) => config?.rootfs !== undefined);
  const quota = limited ? await readQuota(host) : { enabled: false, canCount: false };
  for (const name of Object.keys(section.containers))
    containers[name] = await readContainer(host, name, { canAsk, counts: quota.enabled });
  return {
    ...(await readTraits(host)),
    containers,
    others: await otherContainers(host, section),
    templates: await readTemplates(host),
    autostart: await unitEnablement(host, autostartUnit),
    quota,
  };
}

/** Whether there is an LXC that knows of containers that run */
export async function canAskLxc(host: Host): Promise<boolean> {
  return host.stage === "live" && (await host.files.facts("/usr/bin/lxc-info")) !== undefined;
}

/** Read again when a configuration is written: packages may have come since the plan was made */
export async function readTraits(host: Host): Promise<MachineTraits> {
  return {
    apparmor: (await host.files.facts("/usr/sbin/apparmor_parser")) !== undefined,
    machineId: (await host.files.read("/etc/machine-id")) ?? "",
  };
}

async function readContainer(
  host: Host,
  name: string,
  { canAsk, counts }: { canAsk: boolean; counts: boolean },
): Promise<ContainerFacts> {
  const rootfs = (await host.files.facts(rootfsPath(name)))?.kind === "directory";
  return {
    rootfs,
    draft: (await host.files.facts(draftPath(name))) !== undefined,
    config: await host.files.read(configPath(name)),
    networkInside: await readNetworkInside(host, rootfsPath(name)),
    limit: counts && rootfs ? await readLimit(host, name) : undefined,
    state: canAsk ? await readState(host, name) : undefined,
    addresses: canAsk ? await readAddresses(host, name) : [],
  };
}

/** Addresses that a container has, asked for in its own network namespace; none unless it runs */
export async function readAddresses(host: Host, name: string): Promise<string[]> {
  const { stdout, exit } = await host.run("lxc-info", ["--name", name, "--ips", "--no-humanize"], {
    allowedExits: [0, 1],
  });
  return exit === 0 ? stdout.split("\n").filter(line => line !== "") : [];
}

/** What LXC says of a container; a container that it does not know yet is stopped */
export async function readState(host: Host, name: string): Promise<string> {
  const { stdout, exit } = await host.run("lxc-info", ["--name", name, "--state", "--no-humanize"], {
    allowedExits: [0, 1],
  });
  return exit === 0 ? stdout.trim() : "STOPPED";
}

async function otherContainers(host: Host, { containers }: LxcSection): Promise<string[]> {
  const names = await host.files.list(containersDirectory);
  const others: string[] = [];
  for (const name of names.filter(name => !(name in containers)))
    if ((await host.files.read(configPath(name)))?.startsWith(header)) others.push(name);
  return others;
}

/** "base", the same by the name of its release, and what else the administrator laid there */
async function readTemplates(host: Host): Promise<string[]> {
  const own = await host.files.list(templatesDirectory);
  const release = await host.files.read(`${baseImage}/usr/lib/os-release`);
  if (release === undefined) return own;
  const value = (key: string): string | undefined =>
    new RegExp(`^${key}="?([^"\\n]*)"?$`, "m").exec(release)?.[1];
  const version = value("VERSION_ID");
  return ["base", ...(version === undefined ? [] : [`${value("ID") ?? "linux"}-${version}`]), ...own];
}
