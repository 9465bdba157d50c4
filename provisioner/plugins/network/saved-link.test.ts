import { expect, test } from "vitest";
import type { LiveLink } from "./live.ts";
import { savedLinks } from "./saved-link.ts";

test("hardware is saved whatever stands before it in the list; the loopback and what containers made are not", () => {
  const links = [link("lo"), link("eth0"), link("docker0", "bridge"), link("eth1"), link("veth1", "veth")];

  expect(savedLinks(links, { interfaces: {} }, []).map(({ name }) => name)).toEqual(["eth0", "eth1"]);
});

function link(name: string, kind?: string): LiveLink {
  const none = undefined;
  const nothing = {
    mac: none,
    currentMac: none,
    master: none,
    file: none,
    lower: none,
    settings: {},
    up: true,
  };
  return { ...nothing, name, kind, otherNames: [], mtu: 1500, addresses: [], routes: [] };
}
