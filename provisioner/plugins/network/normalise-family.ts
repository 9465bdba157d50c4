import type { Json, JsonObject } from "../../host/json.ts";
import { isMap } from "../../state/pointer.ts";
import { listOf } from "./normalise-keys.ts";

type FamilyName = "ipv4" | "ipv6";

interface Family {
  enabled: boolean;
  dhcp: boolean | undefined;
  autoconf: boolean | undefined;
  address: string[];
  gateway: string[];
  dns: string[];
}

/** Adds what one family's block says; a block that is not understood stays, so that the schema names it */
export function addFamily(canonical: JsonObject, family: FamilyName, block: Json): void {
  const read = isMap(block) ? readFamily(family, block) : undefined;
  if (!read) canonical[family] = block;
  else if (read.enabled) addEnabled(canonical, family, read);
  else if (family === "ipv6") {
    canonical["accept_ra"] ??= false;
    canonical["link_local"] ??= false;
  }
}

function addEnabled(canonical: JsonObject, family: FamilyName, read: Family): void {
  if (read.dhcp !== undefined) canonical["dhcp"] = bothFamilies(canonical["dhcp"], family, read.dhcp);
  if (read.autoconf !== undefined) canonical["accept_ra"] ??= read.autoconf;
  for (const key of ["address", "gateway", "dns"] as const) {
    const more = read[key];
    if (more.length > 0) canonical[key] = [...listOf(canonical[key]), ...more];
  }
}

function readFamily(family: FamilyName, block: JsonObject): Family | undefined {
  const { enabled, dhcp, autoconf, address, gateway, dns, ...unknown } = block;
  const addresses = listOf(address).map(joinPrefix);
  const gateways = listOf(gateway);
  const servers = listOf(dns);
  const understood =
    Object.keys(unknown).length === 0 &&
    isSwitch(enabled) &&
    isSwitch(dhcp) &&
    isSwitch(autoconf) &&
    (family === "ipv6" || autoconf === undefined) &&
    areStrings(addresses) &&
    areStrings(gateways) &&
    areStrings(servers);
  if (!understood) return undefined;
  return { enabled: enabled ?? true, dhcp, autoconf, address: addresses, gateway: gateways, dns: servers };
}

/** An address in two parts as one text */
export function joinPrefix(address: Json): Json {
  if (!isMap(address)) return address;
  const { ip, prefix, ...rest } = address;
  const complete = typeof ip === "string" && typeof prefix === "number" && Object.keys(rest).length === 0;
  return complete ? `${ip}/${prefix}` : address;
}

function bothFamilies(before: Json | undefined, family: FamilyName, dhcp: boolean): Json {
  if (before === undefined || before === false) return dhcp ? family : false;
  if (!dhcp || before === family) return before;
  return true;
}

function isSwitch(value: Json | undefined): value is boolean | undefined {
  return value === undefined || typeof value === "boolean";
}

function areStrings(values: Json[]): values is string[] {
  return values.every(value => typeof value === "string");
}
