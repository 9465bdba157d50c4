import type { Json, JsonObject } from "../../host/json.ts";
import { isMap } from "../../state/pointer.ts";
import { mapsForLists } from "../named-list.ts";
import { addFamily, joinPrefix } from "./normalise-family.ts";
import { listOf, moved, nested } from "./normalise-keys.ts";

/**
 * Brings the other spellings into the canonical one: lists of interfaces and bonds into maps, `ipv4`/`ipv6` into
 * addresses, `ports` and `slaves` into bridge_ports and bond_ports, `controller` into the controller's ports, `bonds`
 * into interfaces, settings of a kind into its map. Pure; what it does not know stays as it is, for the schema to refuse
 */
export function normaliseNetwork(section: Json): Json {
  const named = mapsForLists(section, ["interfaces", "bonds"]);
  if (!isMap(named)) return section;
  const { interfaces = {}, bonds, ...rest } = named;
  if (!isMap(interfaces)) return section;
  const plain = Object.fromEntries(
    Object.entries(interfaces).map(([name, entry]) => [name, normaliseEntry(entry)]),
  );
  const { merged, left } = isMap(bonds) ? mergeBonds(bonds, plain) : { merged: plain, left: bonds };
  return {
    ...rest,
    ...(left === undefined ? {} : { bonds: left }),
    interfaces: withControllers(merged),
  };
}

function normaliseEntry(entry: Json | undefined): Json {
  if (!isMap(entry)) return entry ?? null;
  const { ipv4, ipv6, ...rest } = entry;
  const canonical = inKinds(rest);
  if (Array.isArray(canonical["address"])) canonical["address"] = canonical["address"].map(joinPrefix);
  if (ipv4 !== undefined) addFamily(canonical, "ipv4", ipv4);
  if (ipv6 !== undefined) addFamily(canonical, "ipv6", ipv6);
  return canonical;
}

/** The keys of each kind at their places */
function inKinds(entry: JsonObject): JsonObject {
  const type = entry["type"] === "linux-bridge" ? "bridge" : entry["type"];
  const typed = type === undefined ? { ...entry } : { ...entry, type };
  const ports = moved(typed, "ports", type === "bond" ? "bond_ports" : "bridge_ports");
  const slaves = nested(moved(ports, "slaves", "bond_ports"), "bond", { bond_mode: "mode" });
  switch (type) {
    case "bond":
      return nested(slaves, "bond", bondKeys);
    case "vlan":
      return within(nested(slaves, "vlan", { id: "id", link: "link" }), "vlan", { "base-iface": "link" });
    case "veth":
      return nested(slaves, "veth", { peer: "peer" });
    default:
      return slaves;
  }
}

const bondKeys = {
  mode: "mode",
  lacp_rate: "lacp_rate",
  hash_policy: "hash_policy",
  xmit_hash_policy: "hash_policy",
  miimon: "miimon",
  updelay: "updelay",
  downdelay: "downdelay",
  min_links: "min_links",
  primary: "primary",
};

/** Other words inside a kind's own map */
function within(entry: JsonObject, key: string, words: Readonly<Record<string, string>>): JsonObject {
  let inner = entry[key];
  if (!isMap(inner)) return entry;
  for (const [from, to] of Object.entries(words)) inner = moved(inner, from, to);
  return { ...entry, [key]: inner };
}

/** A bond of the separate map becomes an interface, or part of one; what an interface says otherwise stays, to be refused */
function mergeBonds(bonds: JsonObject, plain: JsonObject): { merged: JsonObject; left: Json | undefined } {
  const merged: JsonObject = { ...plain };
  const left: JsonObject = {};
  for (const [name, bond] of Object.entries(bonds)) {
    const entry = isMap(bond) ? normaliseEntry({ type: "bond", ...bond }) : bond;
    const there = merged[name];
    if (there === undefined) merged[name] = entry ?? null;
    else if (isMap(there) && isMap(entry) && agree(there, entry)) merged[name] = { ...entry, ...there };
    else left[name] = bond;
  }
  return { merged, left: Object.keys(left).length > 0 ? left : undefined };
}

function agree(one: JsonObject, other: JsonObject): boolean {
  return Object.keys(one).every(key => !(key in other) || (key === "type" && one[key] === other[key]));
}

/** Moves `controller` to the ports of what it names; one that names nothing stays, for check to find */
function withControllers(interfaces: JsonObject): JsonObject {
  const result: JsonObject = { ...interfaces };
  for (const [name, entry] of Object.entries(interfaces)) {
    if (!isMap(entry) || typeof entry["controller"] !== "string") continue;
    const { controller, ...rest } = entry;
    const target = result[controller];
    if (controller === name || !isMap(target)) continue;
    const key = target["type"] === "bond" ? "bond_ports" : "bridge_ports";
    const ports = listOf(target[key]);
    result[controller] = ports.includes(name) ? target : { ...target, [key]: [...ports, name] };
    result[name] = rest;
  }
  return result;
}
