import { Value } from "@sinclair/typebox/value";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Action } from "../../contract/action.ts";
import { type LxcOperation, planLxc } from "./plan.ts";
import type { ContainerFacts, LxcFacts } from "./query.ts";
import { renderConfig, renderNetworkInside } from "./render.ts";
import { type Container, LxcSection } from "./schema.ts";

const live = { stage: "live", owned: [] } as const;
const empty: LxcFacts = {
  containers: {},
  others: [],
  templates: ["base", "debian-13"],
  autostart: "disabled",
  apparmor: false,
  machineId: "b0c1",
};
const web: Container = { template: "base", config: { network: { bridge: "vmbr0" } }, state: "started" };

const container: fc.Arbitrary<Container> = fc.record(
  {
    template: fc.constantFrom("base", "debian-13"),
    config: fc.record(
      {
        memory: fc.constantFrom("512M", "2G"),
        cpus: fc.integer({ min: 1, max: 8 }),
        network: fc.constantFrom(
          { bridge: "vmbr0" },
          { bridge: "vmbr1", ip: "10.0.0.5/24", gateway: "10.0.0.1" },
        ),
      },
      { requiredKeys: [] },
    ),
    autostart: fc.boolean(),
    state: fc.constantFrom("started" as const, "stopped" as const),
  },
  { requiredKeys: ["template"] },
);
const section = fc.record({ containers: fc.dictionary(fc.constantFrom("web", "db", "mail"), container) });

test("once a plan is carried out there is nothing left to do, whatever the document", () => {
  fc.assert(
    fc.property(section, desired => {
      expect(Value.Check(LxcSection, desired)).toBe(true);

      const after = planLxc(empty, desired, live).reduce(afterwards, empty);

      expect(planLxc(after, desired, live).filter(action => action.kind !== "noop")).toEqual([]);
    }),
  );
});

test("in the chroot containers are made, and started at first boot", () => {
  const actions = planLxc(empty, { containers: { web } }, { stage: "install", owned: [] });

  expect(
    actions.map(({ kind, resource, phase, needsLive }) => [kind, resource, phase, needsLive ?? false]),
  ).toEqual([
    ["create", "container/web", "configure", false],
    ["noop", "unit/lxc.service", "configure", false],
    ["modify", "running/web", "start", true],
  ]);
});

test("a template that is not there is refused with those that are, but only for a new container", () => {
  const desired = { containers: { web: { ...web, template: "debian-12" } } };
  const made = planLxc(empty, { containers: { web } }, live).reduce(afterwards, empty);

  expect(planLxc(empty, desired, live)[0]?.refused).toContain(
    "debian-12 on this machine; available: base, debian-13",
  );
  expect(planLxc(made, desired, live).every(action => action.kind === "noop")).toBe(true);
});

test("a container that the document no longer names stays, and is named", () => {
  const [action] = planLxc(
    { ...empty, others: ["old"] },
    { containers: {} },
    { stage: "live", owned: ["container/old"] },
  );

  expect(action?.kind).toBe("noop");
  expect(action?.operations).toEqual([]);
  expect(action?.summary).toContain("container old is no longer in the document; it stays");
});

test("a container that runs without its static address does not hold", () => {
  const network = { bridge: "vmbr1", ip: "10.0.0.5/24" };
  const desired = { containers: { web: { ...web, config: { network } } } };
  const running = planLxc(empty, desired, live).reduce(afterwards, empty);
  const cut = { ...running, containers: { web: { ...absent, ...running.containers["web"], addresses: [] } } };

  expect(planLxc(running, desired, live).at(-1)?.kind).toBe("noop");
  expect(planLxc(cut, desired, live).at(-1)?.summary).toBe("start container web with address 10.0.0.5");
});

test("an unfinished root file system of a time before is not made away with", () => {
  const left: LxcFacts = { ...empty, containers: { web: { ...absent, draft: true } } };

  const [action] = planLxc(left, { containers: { web } }, live);

  expect(action?.refused).toContain("/var/lib/lxc/web/rootfs.new is left from a time before");
});

test("a change to a running container says that it takes a restart", () => {
  const running = planLxc(empty, { containers: { web } }, live).reduce(afterwards, empty);

  const [action] = planLxc(running, { containers: { web: { ...web, config: { memory: "1G" } } } }, live);

  expect(action?.kind).toBe("modify");
  expect(action?.summary).toContain("restarted");
});

function afterwards(facts: LxcFacts, { operations }: Action<LxcOperation>): LxcFacts {
  const containers: Record<string, ContainerFacts> = { ...facts.containers };
  let { autostart } = facts;
  for (const operation of operations) {
    if (operation.do === "enable-autostart") {
      autostart = "enabled";
      continue;
    }
    const before = containers[operation.name] ?? absent;
    containers[operation.name] = { ...before, ...outcome(operation, facts) };
  }
  return { ...facts, containers, autostart };
}

const absent: ContainerFacts = {
  rootfs: false,
  draft: false,
  config: undefined,
  networkInside: undefined,
  state: undefined,
  addresses: [],
};

function outcome(
  operation: Exclude<LxcOperation, { do: "enable-autostart" }>,
  facts: LxcFacts,
): Partial<ContainerFacts> {
  if (operation.do === "create") return { rootfs: true, state: "STOPPED" };
  if (operation.do === "start")
    return { state: "RUNNING", addresses: operation.address ? [operation.address] : [] };
  if (operation.do === "stop") return { state: "STOPPED", addresses: [] };
  return {
    config: renderConfig(operation.name, operation.container, facts),
    networkInside: renderNetworkInside(operation.container),
  };
}
