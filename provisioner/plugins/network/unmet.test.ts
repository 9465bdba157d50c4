import { expect, test } from "vitest";
import type { LiveLink } from "./live.ts";
import { networkFile } from "./render.ts";
import type { NetworkSection } from "./schema.ts";
import { unmetNeeds } from "./unmet.ts";

const section: NetworkSection = {
  interfaces: {
    vmbr0: { type: "bridge", bridge_ports: ["en*"], dhcp: true },
    vmbr1: { type: "bridge", address: ["10.0.0.1/24", "FD00:0::1/64"], gateway: "10.0.0.254" },
  },
};

function link(name: string, rest: Partial<LiveLink> = {}): LiveLink {
  return {
    name,
    otherNames: [],
    kind: undefined,
    mac: undefined,
    currentMac: undefined,
    mtu: 1500,
    master: undefined,
    addresses: [],
    routes: [],
    settings: {},
    lower: undefined,
    up: true,
    file: networkFile(name),
    ...rest,
  };
}

const lease = { family: "ipv4" as const, cidr: "10.0.2.15/24", leased: true };

test("a bridge with its port and its lease lacks nothing", () => {
  const links = [link("ens3", { master: "vmbr0" }), link("vmbr0", { kind: "bridge", addresses: [lease] })];
  expect(unmetNeeds("vmbr0", section, links)).toEqual([]);
});

test("a port is found by its other name too", () => {
  const port = link("eth0", { master: "vmbr0", otherNames: ["enp0s3"] });
  expect(unmetNeeds("vmbr0", section, [port, link("vmbr0", { kind: "bridge", addresses: [lease] })])).toEqual(
    [],
  );
});

test("everything that is missing is named", () => {
  expect(unmetNeeds("vmbr0", section, [link("ens3")])).toEqual(["there is no such link"]);
  expect(unmetNeeds("vmbr0", section, [link("ens3"), link("vmbr0", { kind: "bridge" })])).toEqual([
    "no link en* is a port of it",
    "there is no DHCP lease",
  ]);
  expect(
    unmetNeeds("vmbr1", section, [
      link("vmbr1", { kind: "bridge", file: "/etc/systemd/network/10-x.network" }),
    ]),
  ).toEqual([
    "/etc/systemd/network/10-x.network is in force instead of our file",
    "address 10.0.0.1/24 is missing",
    "address FD00:0::1/64 is missing",
    "there is no default route by 10.0.0.254",
  ]);
});

test("addresses count however they are spelt", () => {
  const addresses = [
    { family: "ipv4" as const, cidr: "10.0.0.1/24", leased: false },
    { family: "ipv6" as const, cidr: "fd00::1/64", leased: false },
  ];
  const bridge = link("vmbr1", {
    kind: "bridge",
    addresses,
    routes: [{ destination: "0.0.0.0/0", gateway: "10.0.0.254", onlink: false, protocol: "other" }],
  });
  expect(unmetNeeds("vmbr1", section, [bridge])).toEqual([]);
});
