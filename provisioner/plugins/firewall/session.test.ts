import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Host } from "../../host/host.ts";
import { hostForTests } from "../host-for-tests.ts";
import { readSessions } from "./session.ts";

let root: string;
let open: string[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "groundstate-session-"));
  open = ["0 0 10.0.2.15:22 10.0.2.2:50000"];
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
