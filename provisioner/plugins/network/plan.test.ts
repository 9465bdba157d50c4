import { Value } from "@sinclair/typebox/value";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Action } from "../../contract/action.ts";
import type { LiveLink } from "./live.ts";
import type { NetworkOperation } from "./operation.ts";
import { planNetwork } from "./plan.ts";
import type { NetworkFacts } from "./query.ts";
import { networkFile } from "./render.ts";
import { asList, type Interface, NetworkSection } from "./schema.ts";
import { controllerOf } from "./topology.ts";

const live = { stage: "live", owned: [] } as const;
const install = { stage: "install", owned: [] } as const;
const bare: NetworkFacts = {
  files: {},
  links: ["lo", "ens18", "ens19"],
  enabled: { "systemd-networkd.service": "enabled", "systemd-resolved.service": "enabled" },
};
const bridge: NetworkSection = {
  interfaces: { vmbr0: { type: "bridge", bridge_ports: ["en*"], dhcp: true } },
};

const entry: fc.Arbitrary<Interface> = fc.record(
  {
    type: fc.constant("bridge" as const),
    bridge_ports: fc.constantFrom(["ens18"], ["en*"], []),
    dhcp: fc.constantFrom(true, false, "ipv4" as const),
    address: fc.constantFrom("10.0.0.1/24", ["fd00::1/64"]),
    mtu: fc.constantFrom(1500, 9000),
    comment: fc.constantFrom("Internal network"),
  },
  { requiredKeys: ["type"] },
);
const section = fc.record({
  interfaces: fc.dictionary(fc.constantFrom("vmbr0", "vmbr1", "vmbr2"), entry),
});

test("once a plan is carried out there is nothing left to do, whatever the document", () => {
  fc.assert(
    fc.property(section, desired => {
      expect(Value.Check(NetworkSection, desired)).toBe(true);
      const before: NetworkFacts = { ...bare, live: { daemonRuns: true, links: [] } };

      const files = planNetwork(before, desired, live).reduce(withFiles, before);
      const after = { ...files, live: { daemonRuns: true, links: linksOf(desired) } };

      expect(planNetwork(after, desired, live).filter(action => action.kind !== "noop")).toEqual([]);
    }),
  );
});

test("in the chroot files are written, and the running links left to the first boot", () => {
  const actions = planNetwork(bare, bridge, install);

  expect(actions.map(({ kind, resource, needsLive }) => [kind, resource, needsLive ?? false])).toEqual([
    ["noop", "unit/systemd-networkd.service", false],
    ["noop", "unit/systemd-resolved.service", false],
    ["create", "interface/vmbr0", false],
    ["modify", "link/vmbr0", true],
  ]);
  expect(actions.flatMap(action => action.operations).filter(operation => operation.do === "reload")).toEqual(
    [{ do: "reload" }],
  );
});

test("every file that is written is named, so that it can be put back", () => {
  fc.assert(
    fc.property(section, desired => {
      for (const { files, operations } of planNetwork(bare, desired, install)) {
        const written = operations.flatMap(operation => (operation.do === "write" ? [operation.path] : []));
        expect(files).toEqual(written);
      }
    }),
  );
});

test("hardware that is not there is refused with what is there", () => {
  const wrong: NetworkSection = {
    interfaces: { vmbr0: { type: "bridge", bridge_ports: ["eth7"] }, eth8: { type: "ethernet", dhcp: true } },
  };

  const refused = planNetwork(bare, wrong, install).flatMap(action => action.refused ?? []);

  expect(refused).toHaveLength(2);
  expect(refused[0]).toContain("no network link eth8; it has ens18, ens19");
  expect(refused[1]).toContain("no network link eth7");
});

test("a kind without a backend is valid, and refused with the reason", () => {
  const ovs: NetworkSection = { interfaces: { ovsbr0: { type: "ovs-bridge", bridge_ports: ["ens18"] } } };

  const action = planNetwork(bare, ovs, live).find(({ resource }) => resource === "interface/ovsbr0");

  expect(action?.refused).toContain("Open vSwitch");
});

test("an interface that an earlier document made goes; one that others made stays", () => {
  const files = { [networkFile("vmbr7")]: "x", "/etc/systemd/network/50-groundstate-vmbr7.netdev": "y" };
  const facts: NetworkFacts = { ...bare, files };

  const strangers = planNetwork(facts, { interfaces: {} }, live);
  const ours = planNetwork(facts, { interfaces: {} }, { stage: "live", owned: ["interface/vmbr7"] });

  expect(strangers.filter(action => action.kind === "delete")).toEqual([]);
  const [gone] = ours.filter(action => action.kind === "delete");
  expect(gone?.files.slice().sort()).toEqual(Object.keys(files).sort());
  expect(gone?.operations.at(-1)).toEqual({ do: "drop", link: "vmbr7" });
});

test("a bridge that loses its ports loses the files that made them ports", () => {
  const before = planNetwork(bare, bridge, install).reduce(withFiles, bare);
  const without: NetworkSection = { interfaces: { vmbr0: { type: "bridge", address: "10.0.0.1/24" } } };

  const after = planNetwork(before, without, install).reduce(withFiles, before);

  expect(Object.keys(after.files).sort()).toEqual([
    "/etc/systemd/network/50-groundstate-vmbr0.netdev",
    "/etc/systemd/network/50-groundstate-vmbr0.network",
  ]);
});

function withFiles(facts: NetworkFacts, { operations }: Action<NetworkOperation>): NetworkFacts {
  const files = { ...facts.files };
  for (const operation of operations) {
    if (operation.do === "write") files[operation.path] = operation.content;
    if (operation.do === "remove") delete files[operation.path];
  }
  return { ...facts, files };
}

/** The running links of a machine on which all of a section holds */
function linksOf(desired: NetworkSection): LiveLink[] {
  const plain = {
    otherNames: [],
    mac: undefined,
    currentMac: undefined,
    routes: [],
    settings: {},
    lower: undefined,
    up: true,
    mtu: 1500,
    kind: undefined,
    addresses: [],
  };
  const bridges = Object.entries(desired.interfaces).map(([name, spec]) => ({
    ...plain,
    name,
    kind: "bridge",
    mtu: spec.mtu ?? 1500,
    master: controllerOf(name, desired),
    addresses: [
      { family: "ipv4" as const, cidr: "10.0.2.15/24", leased: true },
      ...asList(spec.address).map(cidr => ({ family: "ipv4" as const, cidr, leased: false })),
    ],
    file: networkFile(name),
  }));
  const ports = bridges.map(({ name }) => ({ ...plain, name: "ens18", master: name, file: undefined }));
  return [...bridges, ...ports];
}
