import { canonicalCidr } from "../../state/ip-address.ts";
import { changingWords } from "./kernel-settings.ts";
import type { LiveLink } from "./live.ts";
import { isDefault, type LiveRoute } from "./live-routes.ts";
import { isConfigured, type SavedLink, type SavedRoute } from "./saved-link.ts";
import { isWanted } from "./wanted-routes.ts";

/** Pure: the words for ip that make a link what it was, a line each, in order */
export function repairs(saved: SavedLink, link: LiveLink): string[][] {
  const set = (...words: string[]): string[] => ["link", "set", "dev", saved.name, ...words];
  return [
    ...masterRepairs(saved, link, set),
    ...kindRepairs(saved, link, set),
    ...(link.mtu === saved.mtu ? [] : [set("mtu", String(saved.mtu))]),
    ...(saved.mac === undefined || link.currentMac === saved.mac ? [] : [set("address", saved.mac)]),
    ...(saved.up && !link.up ? [set("up")] : []),
    ...leftRoutes(saved, link),
    ...addressRepairs(saved, link),
    ...missingRoutes(saved, link),
    ...(!saved.up && link.up ? [set("down")] : []),
  ];
}

type SetWords = (...words: string[]) => string[];

/** A bond takes only a link that is down, and turns it on itself */
function masterRepairs({ master, bonded }: SavedLink, link: LiveLink, set: SetWords): string[][] {
  if (link.master === master) return [];
  if (master === undefined) return [set("nomaster")];
  return [...(bonded && link.up ? [set("down")] : []), set("master", master)];
}

function kindRepairs({ kind, settings }: SavedLink, link: LiveLink, set: SetWords): string[][] {
  if (kind === undefined || kind !== link.kind) return [];
  const other = Object.entries(settings).filter(([key, value]) => link.settings[key] !== value);
  const words = changingWords(other.map(([key, value]) => ({ key, value })));
  return words.length === 0 ? [] : [set("type", kind, ...words)];
}

function addressRepairs(saved: SavedLink, { addresses }: LiveLink): string[][] {
  const came = addresses.filter(
    ({ cidr, leased }) => !leased && isConfigured(cidr) && saved.coming.includes(canonicalCidr(cidr)),
  );
  const went = saved.addresses.filter(
    ({ cidr, lifetime }) =>
      !addresses.some(address => address.cidr === cidr && address.leased === (lifetime !== undefined)),
  );
  return [
    ...came.map(({ cidr }) => ["address", "delete", cidr, "dev", saved.name]),
    ...went.map(({ cidr, lifetime }) => [
      ...["address", "replace", cidr, "dev", saved.name],
      ...option("valid_lft", lifetime?.valid),
      ...option("preferred_lft", lifetime?.preferred),
    ]),
  ];
}

/** Routes of the document that networkd left behind on a link that it let go of */
function leftRoutes({ name, routes, comingRoutes }: SavedLink, link: LiveLink): string[][] {
  return link.routes
    .filter(live => comingRoutes.some(route => isWanted(route, live)))
    .filter(live => !routes.some(route => isSame(route, live)))
    .map(live => [...routeWords("delete", live, name), ...option("metric", live.metric)]);
}

function missingRoutes({ name, routes }: SavedLink, link: LiveLink): string[][] {
  const missing = routes.filter(route => !link.routes.some(live => isSame(route, live)));
  // what is on the link itself first: it may be the way to another one's gateway
  missing.sort((one, other) => Number(one.gateway !== undefined) - Number(other.gateway !== undefined));
  return missing.map(route => [
    // in IPv6 "replace" takes away every other way with the same metric
    ...routeWords(route.shared ? "append" : "replace", route, name),
    ...option("metric", route.metric),
    ...option("src", route.source),
    ...(route.onlink ? ["onlink"] : []),
  ]);
}

function routeWords(verb: string, route: SavedRoute | LiveRoute, name: string): string[] {
  const { destination, gateway, table } = route;
  return [
    destination.includes(":") ? "-6" : "-4",
    ...["route", verb, isDefault(route) ? "default" : destination],
    ...option("via", gateway),
    ...["dev", name],
    ...option("table", table),
  ];
}

function option(word: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [word, String(value)];
}

function isSame(saved: SavedRoute, live: LiveRoute): boolean {
  const keys = ["destination", "gateway", "metric", "source", "table"] as const;
  return keys.every(key => saved[key] === live[key]);
}
