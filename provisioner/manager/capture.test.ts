import { expect, test } from "vitest";
import { identityPlugin } from "../plugins/identity/index.ts";
import { packagekitPlugin } from "../plugins/packagekit/index.ts";
import { systemdPlugin } from "../plugins/systemd/index.ts";
import { usersPlugin } from "../plugins/users/index.ts";
import { captureDocument } from "./capture.ts";
import { machineInFolder } from "./machine.fixture.ts";
import type { Machine } from "./machine.ts";
import { documentPath } from "./paths.ts";
import { planDocument } from "./plan.ts";
import { parseDocument } from "./read-document.ts";

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGdyb3VuZHN0YXRlIGV4YW1wbGUsIG5vdCBhIGtleSEh jo@laptop";
const hash = "$6$saltsalt$hashhash";

test("a captured document says who the machine is, and the people on it but not the system's accounts", async () => {
  const machine = await serverWithJo();

  expect(await captureDocument(machine)).toEqual({
    version: 1,
    bootstrap: { hostname: "alder", timezone: "Europe/Berlin" },
    plugins: {
      users: {
        accounts: {
          jo: {
            uid: 1000,
            gid: 1000,
            shell: "/bin/bash",
            home: "/home/jo",
            comment: "Jo",
            groups: ["sudo"],
            password_hash: hash,
          },
        },
        groups: { jo: { gid: 1000 } },
      },
    },
  });
});

test("it is accepted, and applied to the same machine it changes nothing", async () => {
  const machine = await serverWithJo();

  const { document } = parseDocument(JSON.stringify(await captureDocument(machine)), "captured");

  expect(document).toBeDefined();
  if (document) expect((await planDocument(machine, document)).todo).toEqual([]);
});

test("what the machine's own document says goes into it as long as that holds", async () => {
  const machine = await serverWithJo();
  const says = async (plugins: object): Promise<unknown> => {
    await machine.host.files.write(documentPath, JSON.stringify({ version: 1, plugins }));
    return (await captureDocument(machine))["plugins"];
  };

  const holds = { users: { accounts: { jo: { comment: "Jo" } }, groups: { tape: { gid: 26 } } } };
  expect(await says(holds)).toMatchObject({ users: { groups: { jo: { gid: 1000 }, tape: { gid: 26 } } } });
  const drifted = { users: { groups: { other: { gid: 27 } } } };
  expect(await says(drifted)).not.toMatchObject({ users: { groups: { other: {} } } });
});

test("packages are those that somebody asked for, services those that differ from what their package sets", async () => {
  const machine = await serverWithJo();
  const answers: Record<string, string> = {
    "apt-mark": "vim\nhtop\n",
    systemctl: [
      "ssh.service enabled enabled",
      "cron.service disabled enabled",
      "app.service enabled disabled",
      "getty@.service disabled enabled",
      "old.service disabled -",
    ].join("\n"),
  };
  const run: Machine["host"]["run"] = async program => ({
    stdout: answers[program] ?? "",
    stderr: "",
    exit: 0,
  });

  const captured = await captureDocument({
    host: { ...machine.host, run },
    plugins: [packagekitPlugin, systemdPlugin],
  });

  expect(captured["plugins"]).toEqual({
    packagekit: { packages: { htop: {}, vim: {} } },
    systemd: {
      services: { "cron.service": { enabled: false }, "app.service": { enabled: true } },
    },
  });
});

test("keys are exact where the file is ours, else they stand beside others", async () => {
  const machine = await serverWithJo();
  const { files } = machine.host;
  const owner = { uid: 1000, gid: 1000 };
  await files.makeDirectory("/home/jo/.ssh", { mode: 0o700, ...owner });
  await files.write("/home/jo/.ssh/authorized_keys", `# from elsewhere\n${key}\n`, { mode: 0o600, ...owner });

  expect(await captureDocument(machine)).toMatchObject({
    plugins: { users: { accounts: { jo: { ssh_authorized_keys: [key], ssh_keys: "additional" } } } },
  });
});

/** A machine with one person, in the files that say so */
async function serverWithJo(): Promise<Machine> {
  const { host, plugins } = await machineInFolder([identityPlugin, usersPlugin]);
  const { files } = host;
  const content: Record<string, string> = {
    "/etc/hostname": "alder\n",
    "/etc/hosts": "127.0.0.1\tlocalhost\n127.0.1.1\talder\n",
    "/proc/sys/kernel/hostname": "alder\n",
    "/etc/timezone": "Europe/Berlin\n",
    "/usr/share/zoneinfo/Europe/Berlin": "TZif",
    "/etc/passwd":
      "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1::/:/usr/sbin/nologin\njo:x:1000:1000:Jo:/home/jo:/bin/bash\n",
    "/etc/group": "root:x:0:\nsudo:x:27:jo\ntape:x:26:\njo:x:1000:\n",
    "/etc/shadow": `root:*:1::::::\njo:${hash}:1::::::\n`,
  };
  for (const [path, text] of Object.entries(content)) await files.write(path, text);
  await files.makeDirectory("/home/jo", { uid: 1000, gid: 1000 });
  await files.link("/etc/localtime", "/usr/share/zoneinfo/Europe/Berlin");
  return { host, plugins };
}
