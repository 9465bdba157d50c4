import { Value } from "@sinclair/typebox/value";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Action } from "../../contract/action.ts";
import type { LxcOperation } from "./operation.ts";
import { planLxc } from "./plan.ts";
import type { ContainerFacts, LxcFacts } from "./query.ts";
import { mountsCountingBtrfs } from "./quota.ts";
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
  quota: { enabled: false, canCount: true },
};
const web: Container = { template: "base", config: { network: { bridge: "vmbr0" } }, state: "started" };

const container: fc.Arbitrary<Container> = fc.record(
  {
    template: fc.constantFrom("base", "debian-13"),
    config: fc.record(
      {
        memory: fc.constantFrom("512M", "2G"),
        cpus: fc.integer({ min: 1, max: 8 }),
        rootfs: fc.constantFrom("8G", "512M"),
        network: fc.constantFrom(
          { bridge: "vmbr0" },
          { bridge: "vmbr1", ip: "10.0.0.5/24", gateway: "10.0.0.1" },
        ),
      },
      { requiredKeys: [] },
    ),
    autostart: fc.boolean(),
    state: fc.constantFrom("started" as const, "stopped" as const, "absent" as const),
  },
  { requiredKeys: [] },
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

test("a container that the document no longer names stays, and is told", () => {
  const [action] = planLxc(
    { ...empty, others: ["old"] },
    { containers: {} },
    { stage: "live", owned: ["container/old"] },
  );

  expect(action?.summary).toBe("container old is no longer in the document");
  expect(action?.advisory).toContain("it stays as it is");
  expect(action?.operations).toEqual([]);
});

test("only a container that is named as absent is deleted, last of all, and only one of ours", () => {
  const made = planLxc(empty, { containers: { web, db: web } }, live).reduce(afterwards, empty);
  const foreign = { ...made.containers, db: { ...absent, rootfs: true, config: "# by hand" } };
  const desired = { containers: { web: { state: "absent" as const }, db: { state: "absent" as const } } };

  const [db, webGone, ...rest] = planLxc({ ...made, containers: foreign }, desired, live);

  expect(webGone).toMatchObject({ kind: "delete", class: "irreversible", resource: "container/web" });
  expect(webGone?.refused).toBeUndefined();
  expect(db?.refused).toContain("not written by Groundstate; lxc-destroy --name db deletes it");
  expect(rest.flatMap(({ operations }) => operations)).toEqual([]);
});

test("a size is counted and limited, and said to be impossible where the kernel cannot", () => {
  const desired = { containers: { web: { config: { rootfs: "2G" } } } };
  const limits = (facts: LxcFacts) =>
    planLxc(facts, desired, live)
      .filter(({ resource }) => resource === "quota" || resource === "limit/web")
      .map(({ kind, class: undoing, advisory }) => [kind, undoing, advisory !== undefined]);

  expect(limits(empty)).toEqual([
    ["modify", "compensable", false],
    ["modify", "reversible", false],
  ]);
  expect(limits({ ...empty, quota: { enabled: true, canCount: false } })).toEqual([
    ["noop", "reversible", false],
    ["modify", "reversible", false],
  ]);
  expect(limits({ ...empty, quota: { enabled: false, canCount: false } })).toEqual([
    ["noop", "reversible", false],
    ["modify", "reversible", true],
  ]);
});

test("a kernel before 6.7 among those that may boot keeps the file system from being counted", () => {
  expect(["6.7", "6.12.57+deb13-amd64", "7.0-rc1"].map(mountsCountingBtrfs)).toEqual([true, true, true]);
  expect(["6.1.0-40-amd64", "5.10.0-1-amd64", "6.6.9"].map(mountsCountingBtrfs)).toEqual([
    false,
    false,
    false,
  ]);
});

test("a storage that this kind of machine does not have is refused when a container is to be made", () => {
  const desired = { containers: { web: { storage: "local-lvm" } } };

  expect(planLxc(empty, desired, live)[0]?.refused).toContain("there is no storage local-lvm");
  expect(planLxc(empty, { containers: { web: { storage: "btrfs" } } }, live)[0]?.refused).toBeUndefined();
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

test("a change to a running container says whether it takes a restart", () => {
  const running = planLxc(empty, { containers: { web } }, live).reduce(afterwards, empty);
  const changed = (config: NonNullable<Container["config"]>) =>
    planLxc(running, { containers: { web: { ...web, config } } }, live)[0];
  const network = { bridge: "vmbr0" };

  const memory = changed({ memory: "1G", cpus: 2, network });
  expect(memory?.changes).toEqual([
    {
      path: "/var/lib/lxc/web/config",
      to: "lxc.cgroup2.memory.max = 1G; lxc.cgroup2.cpu.max = 200000 100000",
    },
  ]);
  expect(memory?.summary).toBe("configure container web; it takes effect at once");
  expect(memory?.operations.map(operation => operation.do)).toEqual(["configure", "adjust"]);
  expect(changed({ network: { bridge: "vmbr1" } })?.summary).toContain("when the container is restarted");
});

test("a container that is to run with another static address is restarted, and the plan says so", () => {
  const running = planLxc(empty, { containers: { web } }, live).reduce(afterwards, empty);
  const desired = {
    containers: { web: { ...web, config: { network: { bridge: "b", ip: "10.0.0.9/24" } } } },
  };

  const actions = planLxc(running, desired, live);

  expect(actions.at(-1)?.summary).toBe("restart container web with address 10.0.0.9");
  expect(planLxc(actions.reduce(afterwards, running), desired, live).at(-1)?.kind).toBe("noop");
});

test("a change to a container that does not run is for its next start", () => {
  const made = planLxc(empty, { containers: { web: { ...web, state: "stopped" as const } } }, live);
  const stopped = made.reduce(afterwards, empty);

  const [action] = planLxc(stopped, { containers: { web: { config: { memory: "1G" } } } }, live);

  expect(action?.summary).toBe("configure container web");
  expect(action?.operations.map(operation => operation.do)).toEqual(["configure"]);
});

function afterwards(facts: LxcFacts, { operations, advisory }: Action<LxcOperation>): LxcFacts {
  return advisory === undefined ? operations.reduce(carriedOut, facts) : facts;
}

function carriedOut(facts: LxcFacts, operation: LxcOperation): LxcFacts {
  if (operation.do === "enable-autostart") return { ...facts, autostart: "enabled" };
  if (operation.do === "count") return { ...facts, quota: { ...facts.quota, enabled: true } };
  const { [operation.name]: before = absent, ...others } = facts.containers;
  if (operation.do === "delete") return { ...facts, containers: others };
  const after = { ...before, ...outcome(operation, facts) };
  return { ...facts, containers: { ...others, [operation.name]: after } };
}

const absent: ContainerFacts = {
  rootfs: false,
  draft: false,
  config: undefined,
  networkInside: undefined,
  limit: undefined,
  state: undefined,
  addresses: [],
};

function outcome(
  operation: Exclude<LxcOperation, { do: "enable-autostart" | "count" | "delete" }>,
  facts: LxcFacts,
): Partial<ContainerFacts> {
  switch (operation.do) {
    case "create":
      return { rootfs: true, state: "STOPPED" };
    case "configure":
      return {
        config: renderConfig(operation.name, operation.container, facts),
        networkInside: renderNetworkInside(operation.container),
      };
    case "adjust":
      return {};
    case "limit":
      return { limit: operation.bytes };
    case "start":
    case "restart":
      return { state: "RUNNING", addresses: operation.address ? [operation.address] : [] };
    case "stop":
      return { state: "STOPPED", addresses: [] };
  }
}
