import { Value } from "@sinclair/typebox/value";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Action } from "../../contract/action.ts";
import { type FirewallOperation, planFirewall } from "./plan.ts";
import type { FirewallFacts } from "./query.ts";
import { FirewallSection } from "./schema.ts";

const rule = fc.record(
  {
    port: fc.oneof(fc.integer({ min: 1, max: 65535 }), fc.constant("8000-8010")),
    proto: fc.constantFrom("tcp" as const, "udp" as const),
    source: fc.constantFrom("10.0.0.0/8", "fd00::/8", ["192.168.1.1", "fe80::1"]),
    interface: fc.constantFrom("vmbr0", "en*"),
    direction: fc.constantFrom("input" as const, "forward" as const, "output" as const),
    action: fc.constantFrom("accept" as const, "drop" as const, "reject" as const),
    comment: fc.constantFrom("SSH", "web server"),
  },
  { requiredKeys: ["action"] },
);
const policy = fc.constantFrom("accept" as const, "drop" as const);
const section = fc.record(
  { rules: fc.array(rule), default_policy: fc.record({ input: policy, forward: policy }) },
  { requiredKeys: [] },
);
const context = { stage: "live", owned: [] } as const;

test("once a plan is carried out there is nothing left to do, whatever the document", () => {
  fc.assert(
    fc.property(section, desired => {
      expect(Value.Check(FirewallSection, desired)).toBe(true);
      const wanted = [JSON.stringify(desired)];
      const before: FirewallFacts = { file: undefined, loader: "disabled", wanted };

      const after = planFirewall(before, desired, context).reduce(afterwards, before);

      const kinds = Object.keys(desired).length === 0 ? [] : ["noop", "noop", "noop"];
      expect(planFirewall(after, desired, context).map(action => action.kind)).toEqual(kinds);
    }),
  );
});

test("a rule that somebody took out of the running kernel is drift, and shows which", () => {
  const desired = { rules: [{ port: 22, action: "accept" as const }] };
  const [write] = planFirewall({ file: undefined, loader: "enabled" }, desired, context);
  const content = write?.operations[0]?.do === "write" ? write.operations[0].content : "";
  const facts: FirewallFacts = {
    file: content,
    loader: "enabled",
    loaded: ["chain"],
    wanted: ["chain", "rule 22"],
  };

  const actions = planFirewall(facts, desired, context);

  expect(actions.map(action => action.kind)).toEqual(["noop", "noop", "modify"]);
  expect(actions[2]?.changes).toEqual([{ path: "rule", to: "rule 22" }]);
});

test("rules in another order are drift: the first that fits decides", () => {
  const facts: FirewallFacts = { file: "", loader: "enabled", loaded: ["a", "b"], wanted: ["b", "a"] };

  const table = planFirewall(facts, { rules: [] }, context)[2];

  expect(table?.kind).toBe("modify");
});

test("in the chroot loading is left to the first boot, the rest is done", () => {
  const actions = planFirewall(
    { file: undefined, loader: "disabled" },
    { rules: [] },
    { stage: "install", owned: [] },
  );

  expect(actions.map(({ kind, needsLive }) => [kind, needsLive ?? false])).toEqual([
    ["create", false],
    ["modify", false],
    ["create", true],
  ]);
});

test("a machine whose package lost the unit is told so before anything changes", () => {
  const actions = planFirewall({ file: undefined, loader: "missing" }, { rules: [] }, context);

  expect(actions[1]?.refused).toContain("groundstate-firewall.service");
});

function afterwards(facts: FirewallFacts, action: Action<FirewallOperation>): FirewallFacts {
  const after = { ...facts };
  for (const operation of action.operations) {
    if (operation.do === "write") after.file = operation.content;
    if (operation.do === "enable") after.loader = "enabled";
    if (operation.do === "load") after.loaded = after.wanted;
  }
  return after;
}
