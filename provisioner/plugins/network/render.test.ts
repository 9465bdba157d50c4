import { expect, test } from "vitest";
import { ownerOf, renderInterface } from "./render.ts";
import type { NetworkSection } from "./schema.ts";

const header =
  "# Written by groundstate from plugins.network of /etc/groundstate/state.json; edits here are replaced.\n\n";
const section: NetworkSection = {
  interfaces: {
    vmbr0: { type: "bridge", bridge_ports: ["en*", "lan0"], dhcp: true },
    vmbr1: { type: "bridge", address: "10.0.0.1/24", comment: "Internal network" },
    lan0: { type: "ethernet", match: { mac: "52:54:00:12:34:56" }, mtu: 9000 },
    wan: {
      type: "ethernet",
      match: { name: "enp*" },
      address: ["192.0.2.2/24", "2001:db8::2/64"],
      gateway: ["192.0.2.1", "2001:db8::1"],
      dns: "9.9.9.9",
    },
    bond0: {
      type: "bond",
      bond_ports: ["eth0", "eth1"],
      bond: { mode: "802.3ad", lacp_rate: "fast", hash_policy: "layer3+4", updelay: 200, min_links: 1 },
      accept_ra: false,
      dhcp: "ipv6",
      metric: 50,
    },
    eth0: { type: "ethernet" },
    bond1: {
      type: "bond",
      bond_ports: ["eth2"],
      bond: { mode: "active-backup", primary: "eth2", miimon: 50 },
    },
    eth2: { type: "ethernet" },
    v20: { type: "vlan", vlan: { id: 20, link: "bond0", protocol: "802.1ad" }, mac: "02:00:00:00:00:20" },
    v10: {
      type: "vlan",
      vlan: { id: 10, link: "bond0" },
      address: "10.1.0.2/24",
      gateway: "10.1.0.1",
      metric: 200,
      link_local: false,
      routes: [
        { destination: "10.9.0.0/16", gateway: "10.1.0.9", metric: 5, source: "10.1.0.2", table: 100 },
        { destination: "default", gateway: "fe80::1", onlink: true },
      ],
    },
    ve0: { type: "veth", veth: { peer: "ve1" }, address: "10.2.0.1/24" },
    ve1: { type: "veth", veth: { peer: "ve0" } },
    dum0: { type: "dummy", address: ["10.3.0.1/32", "fd03::1/128"], mtu: 9000, mac: "02:00:00:00:00:03" },
    vmbr2: { type: "bridge", bridge: { stp: true, priority: 4096, vlan_filtering: false } },
  },
};

function rendered(name: string): Record<string, string> {
  return Object.fromEntries(
    renderInterface(name, section).map(({ path, content }) => {
      expect(content.startsWith(header)).toBe(true);
      expect(ownerOf(path)).toBe(name);
      return [path.replace("/etc/systemd/network/", ""), content.slice(header.length)];
    }),
  );
}

test("a bridge over a pattern: its ports join it, and it takes over their MAC and lease", () => {
  expect(rendered("vmbr0")).toEqual({
    "50-groundstate-vmbr0.netdev": "[NetDev]\nName=vmbr0\nKind=bridge\nMACAddress=none\n",
    "50-groundstate-vmbr0.link": "[Match]\nOriginalName=vmbr0\n\n[Link]\nMACAddressPolicy=none\n",
    "60-groundstate-vmbr0-ports.network":
      "[Match]\nName=en*\nKind=!bridge\n\n[Link]\nRequiredForOnline=no\n\n[Network]\nBridge=vmbr0\n",
    "50-groundstate-vmbr0.network":
      "[Match]\nName=vmbr0\n\n[Network]\nDHCP=yes\n\n[DHCPv4]\nClientIdentifier=mac\n",
  });
});

test("a bridge without ports has its address all the same, and nobody waits for it at boot", () => {
  expect(rendered("vmbr1")).toEqual({
    "50-groundstate-vmbr1.netdev": "[NetDev]\nName=vmbr1\nKind=bridge\n",
    "50-groundstate-vmbr1.network":
      "[Match]\nName=vmbr1\n\n[Link]\nRequiredForOnline=no\n\n[Network]\nDescription=Internal network\nDHCP=no\nConfigureWithoutCarrier=yes\nAddress=10.0.0.1/24\n",
  });
});

test("a port with an entry of its own joins the bridge by its own file", () => {
  expect(rendered("lan0")).toEqual({
    "50-groundstate-lan0.network":
      "[Match]\nPermanentMACAddress=52:54:00:12:34:56\n\n[Link]\nMTUBytes=9000\nRequiredForOnline=no\n\n[Network]\nBridge=vmbr0\n",
  });
});

test("a static ethernet interface with both families", () => {
  expect(rendered("wan")).toEqual({
    "50-groundstate-wan.network":
      "[Match]\nName=enp*\n\n[Network]\nDHCP=no\nAddress=192.0.2.2/24\nAddress=2001:db8::2/64\nGateway=192.0.2.1\nGateway=2001:db8::1\nDNS=9.9.9.9\n",
  });
});

test("a bond over LACP with its ports, its VLANs, and an address by DHCPv6 that no router announces", () => {
  expect(rendered("bond0")).toEqual({
    "50-groundstate-bond0.netdev":
      "[NetDev]\nName=bond0\nKind=bond\nMACAddress=none\n\n[Bond]\nMode=802.3ad\nLACPTransmitRate=fast\nTransmitHashPolicy=layer3+4\nMIIMonitorSec=100ms\nUpDelaySec=200ms\nMinLinks=1\n",
    "50-groundstate-bond0.link": "[Match]\nOriginalName=bond0\n\n[Link]\nMACAddressPolicy=none\n",
    "60-groundstate-bond0-ports.network":
      "[Match]\nName=eth1\n\n[Link]\nRequiredForOnline=no\n\n[Network]\nBond=bond0\n",
    "50-groundstate-bond0.network":
      "[Match]\nName=bond0\n\n[Network]\nVLAN=v10\nVLAN=v20\nDHCP=ipv6\nIPv6AcceptRA=no\n\n[DHCPv6]\nWithoutRA=solicit\n",
  });
  expect(rendered("eth0")).toEqual({
    "50-groundstate-eth0.network":
      "[Match]\nName=eth0\n\n[Link]\nRequiredForOnline=no\n\n[Network]\nBond=bond0\n",
  });
});

test("the primary port of a bond says so itself", () => {
  expect(rendered("eth2")["50-groundstate-eth2.network"]).toContain(
    "[Network]\nBond=bond1\nPrimarySlave=yes\n",
  );
  expect(rendered("bond1")["50-groundstate-bond1.netdev"]).toContain("MIIMonitorSec=50ms\n");
});

test("VLANs, with metrics and routes", () => {
  expect(rendered("v20")).toEqual({
    "50-groundstate-v20.netdev":
      "[NetDev]\nName=v20\nKind=vlan\nMACAddress=02:00:00:00:00:20\n\n[VLAN]\nId=20\nProtocol=802.1ad\n",
    "50-groundstate-v20.network":
      "[Match]\nName=v20\n\n[Link]\nMACAddress=02:00:00:00:00:20\n\n[Network]\nDHCP=no\n",
  });
  expect(rendered("v10")["50-groundstate-v10.network"]).toBe(
    "[Match]\nName=v10\n\n[Network]\nDHCP=no\nLinkLocalAddressing=no\nAddress=10.1.0.2/24\n\n[IPv6AcceptRA]\nRouteMetric=200\n\n[Route]\nGateway=10.1.0.1\nMetric=200\n\n[Route]\nDestination=10.9.0.0/16\nGateway=10.1.0.9\nPreferredSource=10.1.0.2\nMetric=5\nTable=100\n\n[Route]\nGateway=fe80::1\nGatewayOnLink=yes\n",
  );
});

test("one end of a pair makes both, and has its address whether or not the other is up", () => {
  expect(rendered("ve0")).toEqual({
    "50-groundstate-ve0.netdev": "[NetDev]\nName=ve0\nKind=veth\n\n[Peer]\nName=ve1\n",
    "50-groundstate-ve0.network":
      "[Match]\nName=ve0\n\n[Link]\nRequiredForOnline=no\n\n[Network]\nDHCP=no\nConfigureWithoutCarrier=yes\nAddress=10.2.0.1/24\n",
  });
  expect(Object.keys(rendered("ve1"))).toEqual(["50-groundstate-ve1.network"]);
});

test("a dummy with several addresses, and a bridge that takes part in the spanning tree", () => {
  expect(rendered("dum0")).toEqual({
    "50-groundstate-dum0.netdev": "[NetDev]\nName=dum0\nKind=dummy\nMACAddress=02:00:00:00:00:03\n",
    "50-groundstate-dum0.network":
      "[Match]\nName=dum0\n\n[Link]\nMACAddress=02:00:00:00:00:03\nMTUBytes=9000\n\n[Network]\nDHCP=no\nAddress=10.3.0.1/32\nAddress=fd03::1/128\n",
  });
  expect(rendered("vmbr2")["50-groundstate-vmbr2.netdev"]).toContain(
    "[Bridge]\nSTP=yes\nPriority=4096\nVLANFiltering=no\n",
  );
});

test("files of others are nobody's", () => {
  expect(ownerOf("/etc/systemd/network/10-lan.network")).toBeUndefined();
  expect(ownerOf("/etc/systemd/network/50-groundstate-vmbr0.network.bak")).toBeUndefined();
});
