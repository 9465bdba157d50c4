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

test("files of others are nobody's", () => {
  expect(ownerOf("/etc/systemd/network/10-lan.network")).toBeUndefined();
  expect(ownerOf("/etc/systemd/network/50-groundstate-vmbr0.network.bak")).toBeUndefined();
});
