import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Action, nothingToDo } from "../../contract/action.ts";
import type { Stage } from "../../host/host.ts";
import { hostForTests, type Ran } from "../host-for-tests.ts";
import { treeBelow } from "../transaction.fixture.ts";
import { applyUsers } from "./apply.ts";
import type { UsersOperation } from "./operation.ts";
import { queryUsers } from "./query.ts";
import { checkpointUsers, rollbackUsers } from "./restore.ts";

let root: string;
const quiet = (): void => undefined;
const passwd = "root:x:0:0:root:/root:/bin/bash\nadmin:x:0:0::/home/admin:/bin/bash\n";

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "groundstate-users-"));
  const { files } = machine();
  await files.write("/etc/passwd", passwd);
  await files.write("/etc/group", "root:x:0:\nsudo:x:27:\n");
  await files.makeDirectory("/home/admin");
});
afterEach(() => rm(root, { recursive: true }));

test("a password hash goes to standard input, never into an argument", async () => {
  const host = machine();

  await applyUsers(host, { do: "set password", name: "admin", hash: "$6$s$planted" }, quiet);

  expect(host.ran).toMatchObject([{ program: "chpasswd", options: { input: "admin:$6$s$planted\n" } }]);
  expect(JSON.stringify(host.ran.map(({ args }) => args))).not.toContain("planted");
});

test("a new account's password is one that nothing matches, so that keys still work", async () => {
  const host = machine();
  const account = {
    do: "create account",
    name: "admin",
    home: "/h",
    makeHome: true,
    shell: "/s",
    system: false,
  } as const;

  await applyUsers(host, account, quiet);

  expect(host.ran[0]?.args.join(" ")).toContain("--password * admin");
});

test("keys lie where sshd accepts them, and query says so", async () => {
  const host = machine();

  await applyUsers(host, { do: "write keys", name: "admin", home: "/home/admin", content: "k\n" }, quiet);

  expect(await host.files.facts("/home/admin/.ssh")).toMatchObject({ kind: "directory", mode: 0o700 });
  expect(await host.files.facts("/home/admin/.ssh/authorized_keys")).toMatchObject({ mode: 0o600 });
  const { named } = await queryUsers(host, { accounts: { admin: {} } });
  expect(named["admin"]?.keys).toEqual({ content: "k\n", own: true, safe: true });
});

test("keys are not written through a link that the account may have laid", async () => {
  const host = machine();
  await host.files.makeDirectory("/etc/elsewhere");
  await host.files.link("/home/admin/.ssh", join(root, "etc/elsewhere"));

  const write = applyUsers(
    host,
    { do: "write keys", name: "admin", home: "/home/admin", content: "k\n" },
    quiet,
  );

  await expect(write).rejects.toThrow("a symbolic link");
  expect(await host.files.list("/etc/elsewhere")).toEqual([]);
});

test("a sudo rule that visudo refuses is not put in place", async () => {
  const host = machine(({ program }) =>
    program === "visudo" ? { exit: 1, stderr: "syntax error" } : undefined,
  );
  await host.files.write("/usr/sbin/visudo", "");
  const path = "/etc/sudoers.d/50-groundstate-admin";

  const write = applyUsers(host, { do: "write sudo rule", name: "admin", path, content: "bad" }, quiet);

  await expect(write).rejects.toThrow("syntax error");
  expect(await host.files.read(path)).toBeUndefined();
});

test("a membership of a group that nobody made fails with the way to mend it", async () => {
  const join = applyUsers(machine(), { do: "join group", name: "admin", group: "docker" }, quiet);

  await expect(join).rejects.toThrow("put docker into plugins.users.groups");
});

test("an account that is in use is not deleted, and the message says how to end it", async () => {
  const host = machine(() => ({ exit: 8, stderr: "userdel: user admin is currently used by process 7" }));

  const remove = applyUsers(host, { do: "delete account", name: "admin", removeHome: false }, quiet);

  await expect(remove).rejects.toThrow("loginctl terminate-user admin");
});

test("query never hands out a hash", async () => {
  const host = machine();
  await host.files.write("/etc/shadow", "admin:$6$s$planted:1:0:99999:7:::\n");

  const current = await queryUsers(host, { accounts: { admin: { password_hash: "$6$s$planted" } } });

  expect(current.named["admin"]?.passwordHolds).toBe(true);
  expect(JSON.stringify(current)).not.toContain("planted");
});

/** A machine on which rm works, except below these paths */
function machineWithRm(...refused: string[]) {
  return machine(({ program, args }) => {
    const path = args.at(-1) ?? "";
    if (program !== "rm") return undefined;
    if (refused.some(home => path.endsWith(home))) return { exit: 1, stderr: `cannot remove '${path}'` };
    rmSync(path, { recursive: true });
    return {};
  });
}

test("rollback takes away homes and folders that were made, and leaves those that were there", async () => {
  const host = machineWithRm();
  const operations: UsersOperation[] = [
    { do: "create account", name: "new", home: "/home/new", makeHome: true, shell: "/s", system: false },
    { do: "create account", name: "old", home: "/home/admin", makeHome: true, shell: "/s", system: false },
    { do: "create account", name: "far", home: "/srv/a/b", makeHome: true, shell: "/s", system: false },
    { do: "write keys", name: "admin", home: "/home/admin", content: "k\n" },
  ];
  const before = treeBelow(root);
  const saved = await checkpointUsers(host, {}, [action(operations)]);
  await host.files.makeDirectory("/home/new/.cache");
  await host.files.makeDirectory("/srv/a/b");
  await host.files.makeDirectory("/home/admin/.ssh");

  await rollbackUsers(host, saved);

  expect(treeBelow(root)).toEqual(before);
});

test("a home that was in use since stays, with what is in it, and is named", async () => {
  const host = machineWithRm();
  const operation = { do: "create account", name: "new", home: "/home/new", makeHome: true } as const;
  const saved = await checkpointUsers(host, {}, [action([{ ...operation, shell: "/s", system: false }])]);
  await host.files.write("/home/new/thesis", "years of work");

  const left = await rollbackUsers(host, saved, quiet, true);

  expect(left).toEqual(["/home/new stays, with what was put into it since"]);
  expect(await host.files.read("/home/new/thesis")).toBe("years of work");
});

test("a home that cannot be removed is named, and the others and the keys are as before", async () => {
  const host = machineWithRm("/home/one");
  const operations = ["one", "two"].map(
    (name): UsersOperation => ({
      do: "create account",
      name,
      home: `/home/${name}`,
      makeHome: true,
      shell: "/s",
      system: false,
    }),
  );
  const keys = { do: "write keys", name: "admin", home: "/home/admin", content: "k\n" } as const;
  const before = treeBelow(root);
  const saved = await checkpointUsers(host, {}, [action([...operations, keys])]);
  await applyUsers(host, keys, quiet);
  for (const name of ["one", "two"]) await host.files.makeDirectory(`/home/${name}`);

  await expect(rollbackUsers(host, saved)).rejects.toThrow("remove /home/one: rm");

  await host.files.removeTree("/home/one");
  expect(treeBelow(root)).toEqual(before);
});

test("what was saved by another version, and cannot be read, does not pass for rolled back", async () => {
  await expect(rollbackUsers(machine(), { absent: [] })).rejects.toThrow("a shape that this version");
});

test("rollback gives files back to the number that an account had", async () => {
  const host = machine();
  const saved = await checkpointUsers(host, {}, [
    action([{ do: "change account", name: "admin", uid: 4321 }]),
  ]);
  await host.files.setAttributes("/home/admin", { uid: 4321 });

  await rollbackUsers(host, saved);

  expect(host.ran.at(-1)).toMatchObject({
    program: "chown",
    args: ["--recursive", "--no-dereference", "--from=4321", "0", "/home/admin"],
  });
});

function machine(
  answer?: (ran: Ran) => { exit?: number; stderr?: string } | undefined,
  stage: Stage = "live",
) {
  return hostForTests(root, stage, answer);
}

function action(operations: UsersOperation[]): Action<UsersOperation> {
  return { ...nothingToDo("account/admin"), kind: "create", operations };
}
