import { describe, expect, test } from "vitest";
import type { Action } from "../../contract/action.ts";
import { currentOf, machineAfter, plainMachine } from "./modelled-machine.fixture.ts";
import type { UsersOperation } from "./operation.ts";
import { planUsers } from "./plan.ts";
import type { UsersSection } from "./schema.ts";

const key = "ssh-ed25519 AAAA admin@laptop";
const rule = { groups: ["ops"], commands: ["/usr/bin/true"] };

describe("on a fresh machine", () => {
  test("groups come first, then accounts, then what belongs to them", () => {
    const actions = planFresh({
      accounts: { admin: { groups: ["sudo", "ops"], sudo: "nopasswd", ssh_authorized_keys: [key] } },
      groups: { ops: { gid: 2000 } },
    });

    expect(resources(actions)).toEqual([
      "create group/ops",
      "create account/admin",
      "create membership/admin/ops",
      "create membership/admin/sudo",
      "create keys/admin",
      "create sudo/admin",
    ]);
  });

  test("a gid that no group has makes a group with the account's name first", () => {
    const [action] = planFresh({ accounts: { admin: { uid: 1000, gid: 1000 } } });

    expect(action?.operations).toMatchObject([
      { do: "create group", name: "admin", gid: 1000 },
      { do: "create account", name: "admin", uid: 1000, group: "admin" },
    ]);
  });

  test("an account named like a group of the document takes that as its own", () => {
    const actions = planFresh({ accounts: { ops: {} }, groups: { ops: {} } });

    expect(actions[1]?.operations).toMatchObject([{ do: "create account", name: "ops", group: "ops" }]);
  });

  test("what a tool leaves behind when the power goes is among the files that are put back", () => {
    const [group, account] = planFresh({ accounts: { admin: {} }, groups: { ops: {} } });

    expect(group?.files).toEqual(expect.arrayContaining(["/etc/group.lock", "/etc/gshadow+"]));
    expect(group?.files).not.toContain("/etc/passwd.lock");
    expect(account?.files).toEqual(expect.arrayContaining(["/etc/passwd.lock", "/etc/subgid+"]));
  });

  test("people and the ledger see no hash", () => {
    const actions = planFresh({ accounts: { admin: { password_hash: "$6$salt$planted" } } });
    const shown = JSON.stringify(actions.map(({ operations: _, ...rest }) => rest));

    expect(shown).not.toContain("planted");
    expect(shown).toContain("(secret)");
  });

  test.each<[string, UsersSection]>([
    ["a uid that another account has", { accounts: { admin: { uid: 0 } } }],
    ["a gid that another group has", { groups: { ops: { gid: 27 } } }],
    ["an older document's sessions", { sessions: [{ user: "jeremy", type: "x11" }] }],
    ["a gid beside a group of that name without it", { accounts: { a: { gid: 5000 } }, groups: { a: {} } }],
  ])("%s is refused", (_what, section) => {
    expect(planFresh(section).filter(action => action.refused !== undefined)).toHaveLength(1);
  });
});

describe("on a machine that an earlier document made", () => {
  const first: UsersSection = {
    accounts: {
      admin: { groups: ["sudo"], sudo: "nopasswd", ssh_authorized_keys: [key] },
      bob: {},
    },
    groups: { ops: {} },
  };
  const machine = machineAfter(plainMachine(), operations(planFresh(first)));
  const replan = (section: UsersSection, owned: readonly string[] = []): Action<UsersOperation>[] =>
    planUsers(currentOf(machine, section), section, { stage: "live", owned });

  test("what the document leaves open stays as it is", () => {
    expect(resources(replan({ accounts: { admin: {} } }))).toEqual(["noop account/admin"]);
  });

  test("what the earlier document made and this one no longer says is taken back", () => {
    const owned = ["account/bob", "group/ops", "membership/admin/sudo", "keys/admin", "sudo/admin"];

    expect(resources(replan({ accounts: { admin: {} } }, owned))).toEqual([
      "delete account/bob",
      "noop account/admin",
      "delete membership/admin/sudo",
      "delete keys/admin",
      "delete sudo/admin",
      "delete group/ops",
    ]);
  });

  test("an account that goes takes along what an earlier document gave it", () => {
    const owned = ["account/admin", "membership/admin/sudo", "keys/admin", "sudo/admin"];

    expect(resources(replan({ accounts: { bob: {} } }, owned))).toEqual([
      "delete membership/admin/sudo",
      "delete keys/admin",
      "delete sudo/admin",
      "delete account/admin",
      "noop account/bob",
    ]);
  });

  test("a home is deleted only when the document says so, and then there is no way back", () => {
    const [keeps] = replan({ accounts: { bob: { state: "absent" } } });
    const [removes] = replan({ accounts: { bob: { state: "absent", keep_home: false } } });

    expect(keeps).toMatchObject({ class: "reversible", operations: [{ removeHome: false }] });
    expect(removes).toMatchObject({ class: "irreversible", operations: [{ removeHome: true }] });
  });

  test("a home with files in it is not moved", () => {
    const [action] = replan({ accounts: { bob: { home: "/srv/bob" } } });

    expect(action?.refused).toContain("usermod --home /srv/bob --move-home bob");
  });

  test("the primary group of an account that stays is not deleted", () => {
    expect(replan({ groups: { bob: { state: "absent" } } })[0]?.refused).toContain("account bob");
  });

  test("root is never deleted", () => {
    expect(replan({ accounts: { root: { state: "absent" } } })[0]?.refused).toContain("root");
  });

  test("a key file that sshd would refuse is written again", () => {
    const current = currentOf(machine, first);
    const admin = current.named["admin"];
    if (admin?.keys) admin.keys = { ...admin.keys, safe: false };

    expect(resources(planUsers(current, first, { stage: "live", owned: [] }))).toContain("modify keys/admin");
  });

  test("other keys stay where the document says additional, and ours go when it no longer has them", () => {
    const wanted: UsersSection = {
      accounts: { bob: { ssh_authorized_keys: ["ssh-rsa NEW b"], ssh_keys: "additional" } },
    };
    const withOthers = structuredClone(machine);
    withOthers.keys["/home/bob"] = { content: "ssh-rsa HAND x\n", owner: "bob" };
    const later = machineAfter(
      withOthers,
      operations(planUsers(currentOf(withOthers, wanted), wanted, { stage: "live", owned: [] })),
    );
    expect(later.keys["/home/bob"]?.content).toMatch(/^ssh-rsa HAND x\n[\s\S]*\nssh-rsa NEW b\n/);

    const without: UsersSection = { accounts: { bob: {} } };
    const [, keys] = planUsers(currentOf(later, without), without, { stage: "live", owned: [] });

    expect(keys).toMatchObject({ kind: "delete", operations: [{ content: "ssh-rsa HAND x\n" }] });
  });

  test("a key file that somebody else has written since is not removed", () => {
    const changed = structuredClone(machine);
    changed.keys["/home/admin"] = { content: "ssh-rsa HAND x\n", owner: "admin" };
    const without: UsersSection = { accounts: { admin: {} } };

    const actions = planUsers(currentOf(changed, without), without, { stage: "live", owned: ["keys/admin"] });

    expect(resources(actions)).toEqual(["noop account/admin"]);
  });

  test("a sudo rule of its own goes when the document removes it, or made it and no longer names it", () => {
    const rules: UsersSection = { sudo_rules: { one: rule, two: rule } };
    const made = machineAfter(plainMachine(), operations(planFresh(rules)));
    const then = (section: UsersSection, owned: string[]): string[] =>
      resources(planUsers(currentOf(made, section), section, { stage: "live", owned }));

    expect(then(rules, [])).toEqual(["noop sudo-rule/one", "noop sudo-rule/two"]);
    expect(then({ sudo_rules: { one: { state: "absent" } } }, ["sudo-rule/two"])).toEqual([
      "delete sudo-rule/one",
      "delete sudo-rule/two",
    ]);
    expect(then({}, [])).toEqual([]);
  });
});

function planFresh(section: UsersSection): Action<UsersOperation>[] {
  return planUsers(currentOf(plainMachine(), section), section, { stage: "install", owned: [] });
}

function resources(actions: readonly Action[]): string[] {
  return actions.map(({ kind, resource }) => `${kind} ${resource}`);
}

function operations(actions: readonly Action<UsersOperation>[]): UsersOperation[] {
  return actions.flatMap(action => action.operations);
}
