import fc from "fast-check";
import { expect, test } from "vitest";
import type { Action } from "../../contract/action.ts";
import { checkUsers } from "./check.ts";
import { currentOf, type ModelledMachine, machineAfter, plainMachine } from "./modelled-machine.fixture.ts";
import type { UsersOperation } from "./operation.ts";
import { planUsers } from "./plan.ts";
import type { Account, Group, SudoRule, UsersSection } from "./schema.ts";

const accountNames = fc.constantFrom("anna", "bob", "ops");
const groupNames = fc.constantFrom("ops", "web", "dev");
const number = fc.constantFrom(1000, 1001, 2000, 2001);
const state = fc.constantFrom("present" as const, "present" as const, "present" as const, "absent" as const);

const rare = fc.record(
  { uid: number, gid: number, home: fc.constantFrom("/srv/one", "/srv/two") },
  { requiredKeys: [] },
);
const fields: fc.Arbitrary<Account> = fc.record(
  {
    groups: fc.uniqueArray(fc.constantFrom("sudo", "ops", "web")),
    shell: fc.constantFrom("/bin/bash", "/bin/sh"),
    comment: fc.constantFrom("", "Somebody"),
    password_hash: fc.constantFrom("$6$a$b", "$6$c$d"),
    ssh_authorized_keys: fc.array(fc.constantFrom("ssh-rsa A a", "ssh-rsa B b")),
    ssh_keys: fc.constantFrom("exact" as const, "additional" as const),
    sudo: fc.constantFrom("password" as const, "nopasswd" as const),
    state,
    keep_home: fc.boolean(),
  },
  { requiredKeys: [] },
);
const account = fc
  .tuple(fields, fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: rare }))
  .map(([some, more]): Account => ({ ...some, ...more }));
const group: fc.Arbitrary<Group> = fc.record({ gid: number, state }, { requiredKeys: [] });
const sudoRule: fc.Arbitrary<SudoRule> = fc.record(
  {
    groups: fc.constant(["sudo"]),
    commands: fc.constantFrom(["ALL"], ["/bin/a", "/bin/b x"]),
    nopasswd: fc.boolean(),
    state,
  },
  { requiredKeys: ["groups", "commands"] },
);
const section: fc.Arbitrary<UsersSection> = fc.record({
  accounts: fc.dictionary(accountNames, account),
  groups: fc.dictionary(groupNames, group),
  sudo_rules: fc.dictionary(fc.constantFrom("one", "two"), sudoRule),
});

test("after a plan is applied, planning again finds nothing to do", () => {
  fc.assert(
    fc.property(section, section, (first, second) => {
      const fresh: Life = { machine: plainMachine(), owned: [] };
      const before = applied(fresh, first) ?? fresh;
      const after = applied(before, second);
      fc.pre(after !== undefined);

      const again = planUsers(currentOf(after.machine, second), second, {
        stage: "live",
        owned: after.owned,
      });

      expect(again.filter(action => action.kind !== "noop")).toEqual([]);
    }),
    { numRuns: 300 },
  );
}, 60_000);

test("the order of keys in a document makes no difference", () => {
  fc.assert(
    fc.property(section, wanted => {
      const turned = {
        groups: Object.fromEntries(Object.entries(wanted.groups ?? {}).reverse()),
        accounts: Object.fromEntries(Object.entries(wanted.accounts ?? {}).reverse()),
        sudo_rules: Object.fromEntries(Object.entries(wanted.sudo_rules ?? {}).reverse()),
      };

      expect(planOn(plainMachine(), turned)).toEqual(planOn(plainMachine(), wanted));
    }),
  );
});

interface Life {
  machine: ModelledMachine;
  owned: string[];
}

/** A life of the machine with one more document; undefined when that is bad, refused, or shadow-utils would fail */
function applied({ machine, owned }: Life, wanted: UsersSection): Life | undefined {
  const problems = checkUsers(wanted, { version: 1, plugins: {} });
  if (problems.some(problem => problem.severity !== "warning")) return undefined;
  const actions = planUsers(currentOf(machine, wanted), wanted, { stage: "live", owned });
  if (actions.some(action => action.refused !== undefined)) return undefined;
  const keys = new Set(owned);
  for (const { kind, resource } of actions) {
    if (kind === "create") keys.add(resource);
    if (kind === "delete") keys.delete(resource);
  }
  try {
    const after = machineAfter(
      machine,
      actions.flatMap(action => action.operations),
    );
    return { machine: after, owned: [...keys] };
  } catch {
    return undefined; // a tool said no, and the transaction was rolled back
  }
}

function planOn(machine: ModelledMachine, wanted: UsersSection): Action<UsersOperation>[] {
  return planUsers(currentOf(machine, wanted), wanted, { stage: "install", owned: [] });
}
