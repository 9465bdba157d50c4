import { BlockList, isIP } from "node:net";

/** An address with the length of its network: "10.0.0.1/24" */
export interface Cidr {
  family: "ipv4" | "ipv6";
  address: string;
  prefix: number;
}

/** Reads "10.0.0.1/24" or "fd00::1/64"; undefined when it is neither */
export function parseCidr(text: string): Cidr | undefined {
  const [address = "", length = "", ...rest] = text.split("/");
  const family = familyOf(address);
  if (!family || rest.length > 0 || !/^(0|[1-9][0-9]{0,2})$/.test(length)) return undefined;
  const prefix = Number(length);
  return prefix <= (family === "ipv4" ? 32 : 128) ? { family, address, prefix } : undefined;
}

/** The family of a bare address; undefined when it is none */
export function familyOf(address: string): Cidr["family"] | undefined {
  const version = isIP(address);
  if (version === 0 || address.includes("%")) return undefined;
  return version === 4 ? "ipv4" : "ipv6";
}

/** Whether a bare address lies in the network of another one */
export function isWithin(address: string, { address: base, prefix, family }: Cidr): boolean {
  if (familyOf(address) !== family) return false;
  const network = new BlockList();
  network.addSubnet(base, prefix, family);
  return network.check(address, family);
}

/** One spelling for each address, the kernel's: "FD00:0::1" is "fd00::1" */
export function canonicalAddress(address: string): string {
  if (familyOf(address) !== "ipv6") return address;
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

/** One spelling for each address with its prefix length */
export function canonicalCidr(text: string): string {
  const [address = "", length] = text.split("/");
  return length === undefined ? canonicalAddress(address) : `${canonicalAddress(address)}/${length}`;
}
