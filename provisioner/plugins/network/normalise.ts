import type { Json, JsonObject } from "../../host/json.ts";
import { isMap } from "../../state/pointer.ts";
import { mapsForLists } from "../named-list.ts";

/**
 * Brings the other spellings into the canonical one: a list of interfaces into a map, `ipv4`/`ipv6` into addresses,
 * `ports` into bridge_ports, `controller` into the controller's ports, `bonds` into interfaces. Pure; what it does
 * not know stays as it is, for the schema to refuse
 */
export function normaliseNetwork(section: Json): Json {
  const named = mapsForLists(section, ["interfaces"]);
  if (!isMap(named)) return section;
  const { interfaces = {}, bonds, ...rest } = named;
  if (!isMap(interfaces)) return section;
  const plain = Object.fromEntries(
    Object.entries(interfaces).map(([name, entry]) => [name, normaliseEntry(entry)]),
  );
  const all = { ...plain, ...(isMap(bonds) ? bondsAsInterfaces(bonds, plain) : {}) };
  return {
    ...rest,
    ...(bonds === undefined || isMap(bonds) ? {} : { bonds }),
    interfaces: withControllers(all),
  };
}

function normaliseEntry(entry: Json | undefined): Json {
  if (!isMap(entry)) return entry ?? null;
  const { ipv4, ipv6, ports, slaves, type, ...rest } = entry;
  const canonical: JsonObject = { ...(type === undefined ? {} : { type: canonicalType(type) }), ...rest };
  if (ports !== undefined) canonical["bridge_ports"] = ports;
  if (slaves !== undefined) canonical["bond_ports"] = slaves;
  if (ipv4 !== undefined) addFamily(canonical, "ipv4", ipv4);
  if (ipv6 !== undefined) addFamily(canonical, "ipv6", ipv6);
  return canonical;
}

function canonicalType(type: Json): Json {
  return type === "linux-bridge" ? "bridge" : type;
}

/** Adds what one family's block says; a block that is not understood stays, so that the schema names it */
function addFamily(canonical: JsonObject, family: "ipv4" | "ipv6", block: Json): void {
  const read = isMap(block) ? readFamily(block) : undefined;
  if (!read) {
    canonical[family] = block;
    return;
  }
  if (!read.enabled) return;
  if (read.dhcp !== undefined) canonical["dhcp"] = bothFamilies(canonical["dhcp"], family, read.dhcp);
  for (const key of ["address", "gateway", "dns"] as const) {
    const more = read[key];
    if (more.length > 0) canonical[key] = [...listOf(canonical[key]), ...more];
  }
}

interface Family {
  enabled: boolean;
  dhcp: boolean | undefined;
  address: string[];
  gateway: string[];
  dns: string[];
}

function readFamily({ enabled, dhcp, address, gateway, dns, ...unknown }: JsonObject): Family | undefined {
  const addresses = listOf(address).map(joinPrefix);
  const gateways = listOf(gateway);
  const servers = listOf(dns);
  const understood =
    Object.keys(unknown).length === 0 &&
    (enabled === undefined || typeof enabled === "boolean") &&
    (dhcp === undefined || typeof dhcp === "boolean") &&
    areStrings(addresses) &&
    areStrings(gateways) &&
    areStrings(servers);
  if (!understood) return undefined;
  return { enabled: enabled ?? true, dhcp, address: addresses, gateway: gateways, dns: servers };
}

function joinPrefix(address: Json): Json {
  if (!isMap(address)) return address;
  const { ip, prefix, ...rest } = address;
  const complete = typeof ip === "string" && typeof prefix === "number" && Object.keys(rest).length === 0;
  return complete ? `${ip}/${prefix}` : address;
}

function bothFamilies(before: Json | undefined, family: "ipv4" | "ipv6", dhcp: boolean): Json {
  if (before === undefined || before === false) return dhcp ? family : false;
  if (!dhcp || before === family) return before;
  return true;
}

function bondsAsInterfaces(bonds: JsonObject, interfaces: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(bonds)
      .filter(([name]) => !(name in interfaces))
      .map(([name, bond]) => {
        if (!isMap(bond)) return [name, bond];
        const { mode, ...rest } = bond;
        return [
          name,
          normaliseEntry({ type: "bond", ...rest, ...(mode === undefined ? {} : { bond_mode: mode }) }),
        ];
      }),
  );
}

/** Moves `controller` to the ports of the bridge it names; one that names no bridge stays, for check to find */
function withControllers(interfaces: JsonObject): JsonObject {
  const result: JsonObject = { ...interfaces };
  for (const [name, entry] of Object.entries(interfaces)) {
    if (!isMap(entry) || typeof entry["controller"] !== "string") continue;
    const { controller, ...rest } = entry;
    const bridge = result[controller];
    if (controller === name || !isMap(bridge)) continue;
    const ports = listOf(bridge["bridge_ports"]);
    result[controller] = ports.includes(name) ? bridge : { ...bridge, bridge_ports: [...ports, name] };
    result[name] = rest;
  }
  return result;
}

function listOf(value: Json | undefined): Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function areStrings(values: Json[]): values is string[] {
  return values.every(value => typeof value === "string");
}
