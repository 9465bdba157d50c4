import { type Static, Type } from "@sinclair/typebox";
import { type UndoStep, undoAll } from "../../contract/undo-all.ts";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { canonicalCidr } from "../../state/ip-address.ts";
import { type LiveLink, readLinks } from "./live.ts";
import { fits } from "./pattern.ts";
import { asList, type NetworkSection } from "./schema.ts";
import { isMeant } from "./unmet.ts";

/** A link as it was, as far as a rollback can bring it back */
export const SavedLink = Type.Object({
  name: Type.String(),
  /** A bridge takes over the MAC of a port; one that was set by hand would stick to it */
  inheritsMac: Type.Boolean(),
  mac: Type.Optional(Type.String()),
  mtu: Type.Integer(),
  master: Type.Optional(Type.String()),
  addresses: Type.Array(Type.String()),
  /** Addresses that the document is about to bring; no other is ever taken away */
  coming: Type.Array(Type.String()),
  gateways: Type.Array(Type.String()),
  /** It had an address by DHCP; that one, and the gateway, come back by themselves */
  leased: Type.Boolean(),
});
export type SavedLink = Static<typeof SavedLink>;

/** What there is to save of a link; a lease that networkd did not ask for is an address like any other to us */
export function savedLink(
  link: LiveLink,
  { interfaces }: NetworkSection,
  { daemonRuns }: { daemonRuns: boolean },
): SavedLink {
  const { name, kind, currentMac, mtu, master } = link;
  const leased = daemonRuns && link.addresses.some(address => address.leased);
  const addresses = configured(link, !daemonRuns);
  const named = Object.values(interfaces).flatMap(({ address }) => asList(address).map(canonicalCidr));
  return {
    name,
    inheritsMac: kind === "bridge" || kind === "bond",
    ...(currentMac === undefined ? {} : { mac: currentMac }),
    mtu,
    ...(master === undefined ? {} : { master }),
    addresses,
    coming: named.filter(cidr => !addresses.includes(cidr)),
    gateways: leased ? [] : [...link.gateways],
    leased,
  };
}

/** Hardware, what networkd configures, and what the document means; links of containers come and go without us */
export function isOurs(link: LiveLink, { interfaces }: NetworkSection): boolean {
  if (link.name === "lo") return false;
  if (link.kind === undefined || (link.file !== undefined && link.file !== "")) return true;
  return Object.entries(interfaces).some(
    ([name, spec]) =>
      isMeant(link, name, spec) || (spec.bridge_ports ?? []).some(port => fits(link.name, port)),
  );
}

/** Whether the link is as it was */
export function isBack(saved: SavedLink, links: readonly LiveLink[]): boolean {
  const link = links.find(({ name }) => name === saved.name);
  return link !== undefined && repairs(saved, link).length === 0 && !lacksLease(saved, link);
}

/** Puts back by hand what did not come back by itself */
export function linkStep(host: Host, saved: SavedLink): UndoStep {
  return {
    what: `link ${saved.name}`,
    undo: async () => {
      const link = (await readLinks(host, false)).find(({ name }) => name === saved.name);
      if (!link) throw gone(saved.name);
      const steps: UndoStep[] = repairs(saved, link).map(words => ({
        what: words.join(" "),
        undo: async () => void (await host.run("ip", words)),
      }));
      if (lacksLease(saved, link))
        steps.push({ what: "DHCP", undo: () => Promise.reject(noLease(saved.name)) });
      await undoAll(steps, {
        tried: `cannot bring ${saved.name} back to what it was`,
        fix: `look at \`ip address show dev ${saved.name}\` and \`networkctl status ${saved.name}\``,
      });
    },
  };
}

/** Pure: the words for ip that make a link what it was */
export function repairs(saved: SavedLink, link: LiveLink): string[][] {
  const { name } = saved;
  const came = configured(link, false).filter(cidr => saved.coming.includes(canonicalCidr(cidr)));
  const went = saved.addresses.filter(cidr => !link.addresses.some(address => address.cidr === cidr));
  const set = (...words: string[]): string[] => ["link", "set", "dev", name, ...words];
  return [
    ...(link.master === saved.master
      ? []
      : [saved.master === undefined ? set("nomaster") : set("master", saved.master)]),
    ...(link.mtu === saved.mtu ? [] : [set("mtu", String(saved.mtu))]),
    ...(saved.inheritsMac || saved.mac === undefined || link.currentMac === saved.mac
      ? []
      : [set("address", saved.mac)]),
    ...came.map(cidr => ["address", "delete", cidr, "dev", name]),
    ...went.map(cidr => ["address", "replace", cidr, "dev", name]),
    ...saved.gateways
      .filter(router => !link.gateways.includes(router))
      .map(router => [family(router), "route", "replace", "default", "via", router, "dev", name]),
  ];
}

/** Addresses that somebody gave the link; the link-local ones come by themselves */
function configured({ addresses }: LiveLink, withLeases: boolean): string[] {
  return addresses
    .filter(({ leased, cidr }) => (withLeases || !leased) && !/^(fe80:|169\.254\.)/.test(cidr))
    .map(({ cidr }) => cidr);
}

function lacksLease({ leased }: SavedLink, { addresses }: LiveLink): boolean {
  return leased && !addresses.some(address => address.leased);
}

function noLease(name: string): Failure {
  return new Failure({
    kind: "rollback",
    tried: "the lease that it had did not come back",
    found: "no address by DHCP",
    needs: "a DHCP server that answers",
    fix: `networkctl renew ${name}`,
  });
}

function family(router: string): string {
  return router.includes(":") ? "-6" : "-4";
}

function gone(name: string): Failure {
  return new Failure({
    kind: "rollback",
    tried: `cannot bring ${name} back to what it was`,
    found: "there is no such link any more",
    needs: "the hardware, or the .netdev file that makes it",
    fix: "systemctl restart systemd-networkd, then look at `networkctl list`",
  });
}
