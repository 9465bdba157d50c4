import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Host } from "../../host/host.ts";
import { hostForTests } from "../host-for-tests.ts";
import { readSessions } from "./session.ts";

let root: string;
let open: string[];
let listening: string[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "groundstate-session-"));
  open = ["0 0 10.0.2.15:22 10.0.2.2:50000"];
  listening = ["0 128 0.0.0.0:22 0.0.0.0:*"];
});
afterEach(() => rm(root, { recursive: true }));

async function process(pid: string, parent: number, ...variables: string[]): Promise<void> {
  const folder = join(root, "proc", pid);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "environ"), variables.map(text => `${text}\0`).join(""));
  await writeFile(join(folder, "status"), `Name:\tnode\nPid:\t1\nPPid:\t${parent}\n`);
}

function machine(): Host {
  return hostForTests(root, "live", ({ program, args }) => {
    if (program === "ss" && args.includes("listening")) return { stdout: listening.join("\n") };
    if (program === "ss") return { stdout: open.join("\n") };
    if (args.includes("route")) return { stdout: '[{"dst":"10.0.2.2","dev":"enp1s0"}]' };
    return { stdout: '[{},{"ifname":"enp1s0"},{"ifname":"vmbr0"}]' };
  });
}

test("sudo dropped the variable, and the process that called sudo still has it", async () => {
  await process("self", 30, "SUDO_USER=admin");
  await process("30", 20, "HOME=/home/admin", "SSH_CONNECTION=10.0.2.2 50000 10.0.2.15 22");
  await process("20", 1);

  expect(await readSessions(machine())).toEqual([
    {
      client: "10.0.2.2",
      clientPort: 50000,
      server: "10.0.2.15",
      serverPort: 22,
      links: ["enp1s0", "vmbr0"],
    },
  ]);
});

test("nobody came by ssh: at the console, or started by systemd", async () => {
  await process("self", 1, "HOME=/root");
  await process("1", 0);

  expect(await readSessions(machine())).toEqual([]);
});

test("in a terminal that outlived its connection, any connection to the same port may be ours", async () => {
  await process("self", 1, "SSH_CONNECTION=10.0.2.2 40000 10.0.2.15 22");
  open = [
    "0 0 10.0.2.15:22 10.0.2.2:50000",
    "0 0 [::ffff:10.0.2.15]:22 [::ffff:10.0.9.9]:50001",
    "0 0 10.0.2.15:443 10.0.2.2:1",
  ];

  const clients = (await readSessions(machine())).map(({ client, clientPort }) => `${client} ${clientPort}`);

  expect(clients).toEqual(["10.0.2.2 50000", "10.0.9.9 50001"]);
});

test("a link-local connection names its own link", async () => {
  await process("self", 1, "SSH_CONNECTION=fe80::2%enp2s0 50000 fe80::1%enp2s0 22");
  open = ["0 0 [fe80::1]%enp2s0:22 [fe80::2]:50000"];

  const [session] = await readSessions(machine());

  expect(session).toMatchObject({ client: "fe80::2", server: "fe80::1", links: ["enp2s0"] });
});

async function stdin(target: string): Promise<void> {
  await mkdir(join(root, "proc/self/fd"), { recursive: true });
  await symlink(target, join(root, "proc/self/fd/0"));
}

test("ssh over a socket that is none of the network: no rule can shut that out", async () => {
  await process("self", 20, "SSH_CONNECTION=UNKNOWN 65535 UNKNOWN 65535");
  await process("20", 1, "SSH_CONNECTION=10.0.2.2 50000 10.0.2.15 22");
  await stdin("/dev/pts/0");

  expect(await readSessions(machine())).toEqual([]);
});

test("a terminal that nobody knows the origin of may be any connection to sshd, but not what sshd opened itself", async () => {
  await process("self", 1, "HOME=/root");
  await stdin("/dev/pts/3");
  open = [
    '0 0 10.0.2.15:22 10.0.2.2:50000 users:(("sshd-session",pid=9,fd=7))',
    '0 0 [::ffff:10.0.2.15]:2222 [::ffff:10.0.9.9]:50001 users:(("sshd",pid=8,fd=4))',
    '0 0 10.0.2.15:40000 10.0.7.7:80 users:(("sshd-session",pid=9,fd=8))',
    '0 0 10.0.2.15:443 10.0.2.2:1 users:(("nginx",pid=7,fd=3))',
  ];
  listening = ["0 128 0.0.0.0:22 0.0.0.0:*", "0 128 [::]:2222 [::]:*", "0 128 *:443 *:*"];

  const ways = (await readSessions(machine())).map(({ client, serverPort }) => `${client} ${serverPort}`);

  expect(ways).toEqual(["10.0.2.2 22", "10.0.9.9 2222"]);
});

test("the console is no terminal of somebody who came by ssh", async () => {
  await process("self", 1, "HOME=/root");
  await stdin("/dev/tty1");
  open = ['0 0 10.0.2.15:22 10.0.2.2:50000 users:(("sshd",pid=9,fd=7))'];

  expect(await readSessions(machine())).toEqual([]);
});
