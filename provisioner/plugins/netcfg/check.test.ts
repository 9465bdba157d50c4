import { expect, test } from "vitest";
import type { StateDocument } from "../../state/document.ts";
import { checkNetcfg } from "./check.ts";
import type { NetcfgSection } from "./schema.ts";

function pointers(section: NetcfgSection, document: Partial<StateDocument> = {}): string[] {
  return checkNetcfg(section, { version: 1, plugins: {}, ...document }).map(problem => problem.pointer);
}

test("a machine has one name, wherever the document says it", () => {
  const section = { dns: { hostname: "web1" } };

  expect(pointers(section, { bootstrap: { hostname: "web2" } })).toEqual(["/dns/hostname"]);
  expect(pointers(section, { bootstrap: { hostname: "web1" } })).toEqual([]);
  expect(pointers(section)).toEqual([]);
});

test("addresses that are none, and families that do not go together, are named", () => {
  expect(
    pointers({
      routing: [
        { destination: "10.0.0.0/33", interface: "eth0" },
        { destination: "10.0.0.0/8", gateway: "fd00::1", interface: "eth0" },
        { destination: "default", interface: "eth0" },
        { destination: "default", gateway: "10.0.0", interface: "eth0" },
        { destination: "::/0", interface: "eth0" },
      ],
      routing_rules: [
        { priority: 1, from: "10.0.0.0/8", to: "fd00::/8", table: 100 },
        { priority: 2, from: "fd00::1/129", table: 100 },
        { priority: 3, from: "10.0.0.1", family: "ipv6", table: "main" },
      ],
      dns: { servers: ["9.9.9.9", "9.9.9"] },
    }),
  ).toEqual([
    "/routing/0/destination",
    "/routing/1/destination",
    "/routing/2/destination",
    "/routing/3/gateway",
    "/routing_rules/0/to",
    "/routing_rules/1/from",
    "/routing_rules/2/family",
    "/dns/servers/1",
  ]);
});

test("a route or a rule by a name that only the document gives a link is a problem", () => {
  const network = { interfaces: { wan: { type: "ethernet", match: { name: "en*" } } } };
  const section = {
    routing: [{ destination: "10.0.0.0/8", interface: "wan" }],
    routing_rules: [{ priority: 1, interface: "wan", table: 100 }],
  };

  expect(pointers(section, { plugins: { network } })).toEqual([
    "/routing/0/interface",
    "/routing_rules/0/interface",
  ]);
  expect(pointers(section)).toEqual([]);
});

test("rules need the loopback link for themselves", () => {
  const network = { interfaces: { lo: { type: "ethernet" } } };

  expect(pointers({ routing_rules: [{ priority: 1, table: 100 }] }, { plugins: { network } })).toEqual([
    "/routing_rules",
  ]);
  expect(pointers({ routing: [] }, { plugins: { network } })).toEqual([]);
});
