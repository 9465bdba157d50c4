import { isObject, type Json } from "../../host/json.ts";
import type { StateDocument } from "../../state/document.ts";
import { canonicalCidr, familyOf, isWithin, parseCidr } from "../../state/ip-address.ts";
import type { Problem } from "../../state/problem.ts";
import type { Container, LxcSection } from "./schema.ts";

type Finding = Pick<Problem, "pointer" | "found" | "needs" | "fix">;

/** What a schema cannot say: the package, the bridge, addresses that fit and are unique */
export function checkLxc(section: LxcSection, document: StateDocument): Problem[] {
  const entries = Object.entries(section.containers).filter(([, { state }]) => state !== "absent");
  const findings = [
    ...(entries.length > 0 ? checkPackage(document) : []),
    ...entries.flatMap(([name, container]) => [
      ...checkBridge(name, container, document),
      ...checkAddress(name, container),
    ]),
    ...checkDuplicates(entries, document),
  ];
  return findings.map(finding => ({ stage: "plan", ...finding }));
}

function at(name: string, key: string): string {
  return `/containers/${name}/config/network/${key}`;
}

function checkPackage({ plugins }: StateDocument): Finding[] {
  const section = plugins["packagekit"];
  if (isObject(section) && (section["manifest"] !== undefined || namesPackage(section, "lxc"))) return [];
  return [
    {
      pointer: "/containers",
      found: "containers, while the document does not install lxc",
      needs: "the package lxc",
      fix: 'add "lxc" to the packages of plugins.packagekit',
    },
  ];
}

/** Packages stand in lists, or as keys of a map */
function namesPackage(section: Record<string, unknown>, name: string): boolean {
  return Object.values(section).some(value => {
    if (Array.isArray(value))
      return value.some(item => item === name || (isObject(item) && item["name"] === name));
    return isObject(value) && name in value;
  });
}

function checkBridge(name: string, { config }: Container, { plugins }: StateDocument): Finding[] {
  const bridge = config?.network?.bridge;
  const interfaces = interfacesOf(plugins["network"]);
  // Without a network section the machine's bridges are its own business; lxcbr0 is lxc-net's
  if (bridge === undefined || bridge === "lxcbr0" || !interfaces) return [];
  const entry = interfaces[bridge];
  if (isObject(entry) && String(entry["type"]).endsWith("bridge")) return [];
  return [
    {
      pointer: at(name, "bridge"),
      found: `${bridge}, which is ${entry === undefined ? "no interface of the document" : "no bridge"}`,
      needs: "a bridge of plugins.network.interfaces",
      fix: `add the bridge ${bridge} there, or name another one`,
    },
  ];
}

function checkAddress(name: string, { config }: Container): Finding[] {
  const { ip, gateway } = config?.network ?? {};
  const network = ip === undefined ? undefined : parseCidr(ip);
  if (ip !== undefined && !network) {
    const fix = 'write it as "192.168.1.101/24"';
    return [{ pointer: at(name, "ip"), found: ip, needs: "an address with its prefix length", fix }];
  }
  if (gateway === undefined || (network && familyOf(gateway) && isWithin(gateway, network))) return [];
  return [
    {
      pointer: at(name, "gateway"),
      found: network
        ? `${gateway}, which is not in the network of ${ip}`
        : `${gateway} without a static address`,
      needs: "a gateway in the network of the container's static address",
      fix: network
        ? "correct the gateway, or the prefix length of ip"
        : "add ip, or take the gateway out: DHCP brings it",
    },
  ];
}

function checkDuplicates(entries: [name: string, Container][], { plugins }: StateDocument): Finding[] {
  const owners = new Map<string, string>();
  for (const [name, entry] of Object.entries(interfacesOf(plugins["network"]) ?? {}))
    for (const address of isObject(entry) ? [entry["address"]].flat() : [])
      if (typeof address === "string") owners.set(bare(address), `interface ${name}`);

  const findings: Finding[] = [];
  for (const [name, { config }] of entries) {
    const ip = config?.network?.ip;
    if (ip === undefined) continue;
    const owner = owners.get(bare(ip));
    if (owner !== undefined) {
      const found = `${ip}, which ${owner} has too`;
      findings.push({
        pointer: at(name, "ip"),
        found,
        needs: "each address once",
        fix: `give ${name} another address`,
      });
    }
    owners.set(bare(ip), `container ${name}`);
  }
  return findings;
}

function bare(cidr: string): string {
  return canonicalCidr(cidr).split("/")[0] ?? cidr;
}

function interfacesOf(network: Json | undefined): Record<string, unknown> | undefined {
  return isObject(network) && isObject(network["interfaces"]) ? network["interfaces"] : undefined;
}
