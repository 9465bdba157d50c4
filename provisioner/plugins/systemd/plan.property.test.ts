import fc from "fast-check";
import { expect, test } from "vitest";
import type { Stage } from "../../host/host.ts";
import { checkSystemd } from "./check.ts";
import { currentOf, type ModelledMachine, machineAfter, machineWith } from "./modelled-machine.fixture.ts";
import { planSystemd } from "./plan.ts";
import type { CustomUnit, DropIn, Service, SystemdSection, Timer } from "./schema.ts";

const state = fc.constantFrom("present" as const, "absent" as const);
const units = fc.constantFrom("a.service", "b.service", "w@.service");
const text = fc.constantFrom("[Service]\n[Install]\nA=1", "[Service]\n[Install]\nA=2\n");

const service: fc.Arbitrary<Service> = fc.oneof(
  fc
    .constantFrom("enabled", "disabled", "masked", "started", "running", "stopped")
    .map((word): Service => ({ state: word })),
  fc.record({ enabled: fc.boolean(), running: fc.boolean() }, { requiredKeys: [] }),
);
const timer: fc.Arbitrary<Timer> = fc.record(
  { on_calendar: fc.constantFrom("daily", "weekly"), enabled: fc.boolean(), state },
  { requiredKeys: ["on_calendar"] },
);
const unit: fc.Arbitrary<CustomUnit> = fc.record(
  { content: text, enabled: fc.boolean(), running: fc.boolean(), state },
  { requiredKeys: ["content"] },
);
const dropIn: fc.Arbitrary<DropIn> = fc.record({ content: text, state }, { requiredKeys: ["content"] });
const section: fc.Arbitrary<SystemdSection> = fc.record({
  services: fc.dictionary(fc.constantFrom("a", "b.service", "p", "q.service", "w@1", "w@2"), service, {
    maxKeys: 3,
  }),
  timers: fc.dictionary(fc.constantFrom("t", "u.timer"), timer, { maxKeys: 2 }),
  custom_units: fc.dictionary(units, unit, { maxKeys: 2 }),
  drop_ins: fc.dictionary(
    fc.oneof(units, fc.constantFrom("w@1.service", "p.slice")),
    fc.dictionary(fc.constantFrom("one", "10-two.conf"), dropIn),
    { maxKeys: 2 },
  ),
});

test.each<Stage>(["install", "live"])(
  "after a plan is applied at stage %s, planning again finds nothing to do",
  stage => {
    fc.assert(
      fc.property(section, section, (first, second) => {
        const fresh: Life = { machine: machineWith("p.service", "q.service"), owned: [] };
        const before = applied(fresh, first, stage) ?? fresh;
        const after = applied(before, second, stage);
        fc.pre(after !== undefined);

        const current = currentOf(after.machine, second, stage);
        const again = planSystemd(current, second, { stage, owned: after.owned });
        const resources = again.map(({ resource }) => resource);
        expect(resources).toEqual([...new Set(resources)]);

        expect(
          again.filter(action => action.kind !== "noop" && !(stage === "install" && action.needsLive)),
        ).toEqual([]);
      }),
      { numRuns: 300 },
    );
  },
  60_000,
);

test("the order of keys in a document makes no difference", () => {
  fc.assert(
    fc.property(section, wanted => {
      const turned: SystemdSection = Object.fromEntries(
        Object.entries(wanted)
          .reverse()
          .map(([key, map]) => [key, Object.fromEntries(Object.entries(map).reverse())]),
      );
      const current = currentOf(machineWith("p.service"), wanted, "live");
      const context = { stage: "live", owned: [] } as const;

      expect(planSystemd(current, turned, context)).toEqual(planSystemd(current, wanted, context));
    }),
  );
});

interface Life {
  machine: ModelledMachine;
  owned: string[];
}

/** A life of the machine with one more document; undefined when that is bad or systemctl would fail */
function applied({ machine, owned }: Life, wanted: SystemdSection, stage: Stage): Life | undefined {
  const problems = checkSystemd(wanted, { version: 1, plugins: {} });
  if (problems.some(problem => problem.severity !== "warning")) return undefined;
  const actions = planSystemd(currentOf(machine, wanted, stage), wanted, { stage, owned });
  const now = actions.filter(action => !(stage === "install" && action.needsLive));
  const inOrder = (["configure", "start"] as const).flatMap(phase =>
    now.filter(action => action.phase === phase),
  );
  const keys = new Set(owned);
  for (const { kind, resource } of now) {
    if (kind === "create") keys.add(resource);
    if (kind === "delete") keys.delete(resource);
  }
  try {
    const after = machineAfter(
      machine,
      inOrder.flatMap(action => action.operations),
    );
    return { machine: after, owned: [...keys] };
  } catch {
    return undefined; // systemctl said no, and the transaction was rolled back
  }
}
