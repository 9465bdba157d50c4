import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hostForTests } from "../host-for-tests.ts";
import { beginTransaction, treeBelow } from "../transaction.fixture.ts";
import { applyUsers } from "./apply.ts";
import { usersPlugin } from "./index.ts";
import { queryUsers } from "./query.ts";

let root: string;
const quiet = (): void => undefined;
const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ4Lt9dYSL3pg1mOOaVTk0TYIvGgnYTfmRXsUpOvgHLX a@b";
const section = { accounts: { admin: { ssh_authorized_keys: [key] } } };
const file = "/home/admin/.ssh/authorized_keys";

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "groundstate-keys-"));
  const { files } = machine();
  await files.write(
    "/etc/passwd",
    "root:x:0:0:root:/root:/bin/bash\nadmin:x:1000:1000::/home/admin:/bin/bash\n",
  );
  await files.write("/etc/group", "root:x:0:\nadmin:x:1000:\n");
  await files.makeDirectory("/home/admin", { mode: 0o700, uid: 1000, gid: 1000 });
});
afterEach(() => rm(root, { recursive: true }));

test("nothing is written elsewhere, whatever the account makes of its folder meanwhile", async () => {
  const host = machine();
  await host.files.makeDirectory("/etc/elsewhere", { mode: 0o755 });
  const before = await host.files.facts("/etc/elsewhere");
  const ssh = join(root, "home/admin/.ssh");
  let racing = true;
  const race = async (): Promise<void> => {
    while (racing) {
      await rm(ssh, { recursive: true, force: true }).catch(quiet);
      await symlink(join(root, "etc/elsewhere"), ssh).catch(quiet);
      await rm(ssh, { recursive: true, force: true }).catch(quiet);
      await mkdir(ssh).catch(quiet);
    }
  };
  const racer = race();

  for (let round = 0; round < 300; round += 1)
    await applyUsers(
      host,
      { do: "write keys", name: "admin", home: "/home/admin", content: "k\n" },
      quiet,
    ).catch(quiet);
  racing = false;
  await racer;

  expect(await host.files.list("/etc/elsewhere")).toEqual([]);
  expect(await host.files.facts("/etc/elsewhere")).toEqual(before);
});

test("a key file behind a link is neither read nor removed", async () => {
  const host = machine();
  await host.files.write("/root/.ssh/authorized_keys", "secret\n");
  await host.files.link("/home/admin/.ssh", join(root, "root/.ssh"));
  const owned = ["keys/admin"];

  expect(JSON.stringify(await queryUsers(host, { accounts: { admin: {} } }))).not.toContain("secret");
  const domain = usersPlugin.open({ accounts: { admin: {} } });
  for (const action of await domain.plan(host, { stage: "live", owned })) await action.apply(host, quiet);
  await expect(applyUsers(host, { do: "remove keys", home: "/home/admin" }, quiet)).rejects.toThrow(
    "a symbolic link",
  );
  expect(await host.files.read("/root/.ssh/authorized_keys")).toBe("secret\n");
});

test("a folder that belongs to a third account is not given away", async () => {
  const host = machine();
  await host.files.makeDirectory("/home/admin/.ssh", { mode: 0o700, uid: 1234, gid: 1234 });
  const write = applyUsers(
    host,
    { do: "write keys", name: "admin", home: "/home/admin", content: "k\n" },
    quiet,
  );

  await expect(write).rejects.toThrow("chown");
  expect(await host.files.facts("/home/admin/.ssh")).toMatchObject({ uid: 1234 });
});

test("root's folder with ssh's own files is mended, one with something else is not given away", async () => {
  const host = machine();
  await host.files.makeDirectory("/home/admin/.ssh", { mode: 0o700, uid: 0, gid: 0 });
  await host.files.write("/home/admin/.ssh/known_hosts", "");
  const write = (): Promise<void> =>
    applyUsers(host, { do: "write keys", name: "admin", home: "/home/admin", content: "k\n" }, quiet);
  await write();
  expect(await host.files.facts("/home/admin/.ssh")).toMatchObject({ uid: 1000 });

  await host.files.setAttributes("/home/admin/.ssh", { uid: 0 });
  await host.files.write("/home/admin/.ssh/backup.key", "");
  await expect(write()).rejects.toThrow("chown");
  expect(await host.files.facts("/home/admin/.ssh")).toMatchObject({ uid: 0 });
});

test.each([
  ["no folder", async () => undefined],
  [
    "a folder and a file with other owners and modes",
    async () => {
      const { files } = machine();
      await files.makeDirectory("/home/admin/.ssh", { mode: 0o755, uid: 0, gid: 1000 });
      await files.write(file, "ssh-rsa AAAA old\n\xff", { mode: 0o644, uid: 0, gid: 0 });
      await files.write("/home/admin/.ssh/config", "Host *\n", { mode: 0o600, uid: 1000, gid: 1000 });
    },
  ],
])("a rollback brings %s back as it was", async (_, prepare) => {
  await prepare();
  const before = treeBelow(root);
  const transaction = await beginTransaction(usersPlugin, machine(), section);
  await transaction.apply();
  expect(await machine().files.read(file)).toContain(key);

  await transaction.rollBack();
  await transaction.rollBack();

  expect(treeBelow(root)).toEqual(before);
});

test("a rollback brings back keys that the document took away", async () => {
  const host = machine();
  await (await beginTransaction(usersPlugin, host, section)).apply();
  const before = treeBelow(root);
  const transaction = await beginTransaction(usersPlugin, host, { accounts: { admin: {} } }, ["keys/admin"]);
  await transaction.apply();
  expect(await host.files.read(file)).toBeUndefined();

  await transaction.rollBack();

  expect(treeBelow(root)).toEqual(before);
});

test("a rollback follows no link that the account laid meanwhile, and names the keys", async () => {
  const host = machine();
  const transaction = await beginTransaction(usersPlugin, host, section);
  await transaction.apply();
  await host.files.removeTree("/home/admin/.ssh");
  await host.files.write("/root/.ssh/authorized_keys", "root's own\n");
  await host.files.link("/home/admin/.ssh", join(root, "root/.ssh"));

  await expect(transaction.rollBack()).rejects.toThrow("keys below /home/admin: ");
  expect(await host.files.read("/root/.ssh/authorized_keys")).toBe("root's own\n");
});

function machine() {
  return hostForTests(root, "live");
}
