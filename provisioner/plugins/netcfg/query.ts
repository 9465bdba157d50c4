import type { Host } from "../../host/host.ts";
import { isObject } from "../../host/json.ts";
import { ownNetworkFile, readDropIns, resolvedPath, rulesPath } from "./files.ts";
import { type KernelRoute, type KernelRule, readRoutes, readRules } from "./kernel.ts";
import type { NetcfgSection } from "./schema.ts";

/** What resolved adds to the links' own */
export interface ResolvedFacts {
  servers: readonly string[];
  domains: readonly string[];
}

/** Routes, rules and DNS as they are */
export interface NetcfgFacts {
  /** Our drop-ins, each with its content */
  dropIns: Readonly<Record<string, string>>;
  rulesFile: string | undefined;
  resolvedFile: string | undefined;
  /** By link: the .network file that its routes are added to */
  networkFiles: Readonly<Record<string, string>>;
  /** Only on a running machine; without resolved where that does not run */
  live?: {
    routes: readonly KernelRoute[];
    rules: readonly KernelRule[];
    resolved?: ResolvedFacts | undefined;
  };
}

/** Reads our files and, on a running machine, kernel, networkd and resolved as far as the section speaks of them */
export async function queryNetcfg(host: Host, section: NetcfgSection): Promise<NetcfgFacts> {
  const { routing = [], routing_rules, dns } = section;
  const governing = await governingFiles(host);
  const links = [...new Set([...routing.map(route => route.interface), ...(routing_rules ? ["lo"] : [])])];
  const facts: NetcfgFacts = {
    dropIns: await readDropIns(host.files),
    rulesFile: await host.files.read(rulesPath),
    resolvedFile: await host.files.read(resolvedPath),
    networkFiles: Object.fromEntries(
      links.sort().map(link => [link, governing[link] ?? (link === "lo" ? rulesPath : ownNetworkFile(link))]),
    ),
  };
  if (host.stage !== "live") return facts;
  const routes = routing.length > 0 ? await readRoutes(host) : [];
  const rules = routing_rules ? await readRules(host) : [];
  const resolved = dns?.servers || dns?.search_domains ? await readResolved(host) : undefined;
  return { ...facts, live: { routes, rules, resolved } };
}

/** By link: the file by which networkd configures it now; networkctl would start networkd for an answer */
export async function governingFiles(host: Host): Promise<Record<string, string>> {
  if (host.stage !== "live" || !(await runs(host, "systemd-networkd.service"))) return {};
  const { stdout, exit } = await host.run("networkctl", ["--json=short", "list"], { allowedExits: [0, 1] });
  const answer: unknown = exit === 0 && stdout.trim() !== "" ? JSON.parse(stdout) : {};
  const list = isObject(answer) ? answer["Interfaces"] : undefined;
  const links = (Array.isArray(list) ? list : []).filter(isObject);
  return Object.fromEntries(
    links.flatMap(({ Name, NetworkFile }) =>
      typeof NetworkFile === "string" ? [[String(Name), NetworkFile]] : [],
    ),
  );
}

/** Whether a unit runs */
export async function runs(host: Host, unit: string): Promise<boolean> {
  const { stdout } = await host.run("systemctl", ["is-active", unit], { allowedExits: [0, 3, 4] });
  return stdout.trim() === "active";
}

async function readResolved(host: Host): Promise<ResolvedFacts | undefined> {
  if (!(await runs(host, "systemd-resolved.service"))) return undefined;
  const ask = async (what: "dns" | "domain"): Promise<string[]> =>
    globalWords((await host.run("resolvectl", [what])).stdout);
  return { servers: await ask("dns"), domains: await ask("domain") };
}

/** Pure: what `resolvectl dns` and `resolvectl domain` say that is no link's own */
export function globalWords(answer: string): string[] {
  const line = /^Global:(.*)$/m.exec(answer)?.[1] ?? "";
  return line.split(/\s+/).filter(Boolean);
}
