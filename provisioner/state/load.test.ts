import { expect, test } from "vitest";
import { exampleSections } from "./example-sections.ts";
import { formatProblem } from "./format-problems.ts";
import { loadDocument } from "./load.ts";
import type { Problem } from "./problem.ts";

function linesOf(text: string): string[] {
  return loadDocument(text, "s", exampleSections).problems.map(formatProblem);
}

const good = `version: 1
bootstrap:
  hostname: server1
  device: {size: ">=100G", pick: smallest}
  timezone: Europe/Berlin
plugins:
  users:
    accounts:
      admin: {uid: 1000, sudo: nopasswd}
`;

test("a good document comes out in canonical form, without a problem", () => {
  const { document, problems } = loadDocument(good, "s", exampleSections);
  expect(problems).toEqual([]);
  expect(document).toEqual({
    version: 1,
    bootstrap: {
      hostname: "server1",
      device: { size: ">=100G", pick: "smallest" },
      timezone: "Europe/Berlin",
    },
    plugins: { users: { accounts: { admin: { uid: 1000, sudo: "nopasswd" } } } },
  });
});

test("version alone is a document", () => {
  expect(loadDocument('{"version": 1}', "s", exampleSections).document).toEqual({ version: 1, plugins: {} });
});

test.each([
  ["nothing", "", 's:1:1: found nothing, needs a map, do: write for example {"version":1}'],
  [
    "a list",
    "- a\n",
    "s:1:1: found a list of 1, needs a map, do: write a map, with the name of each entry as its key",
  ],
  [
    "no version",
    "metadata: {}\n",
    's:1:1 /version: found nothing, needs 1, the only version so far, do: add "version": 1',
  ],
  [
    "another version",
    "version: 2\n",
    "s:1:10 /version: found 2 (a number), needs 1, the only version so far, do: write 1",
  ],
  [
    "a version in quotes",
    '{"version": "1"}',
    's:1:13 /version: found "1" (text), needs 1, the only version so far, do: write 1',
  ],
  [
    "a misspelt key",
    "version: 1\nbootstrap:\n  hostnme: a\n",
    's:3:3 /bootstrap/hostnme: found the unknown key "hostnme", needs one of device, hostname, domain, timezone, locale, keymap, suite, mirror, base, unattended, wipe, finish, do: did you mean "hostname"? rename it, or remove it',
  ],
  [
    "an unknown section",
    "version: 1\nplugins:\n  user: {}\n",
    's:3:3 /plugins/user: found the unknown section "user", needs one of users, network, do: did you mean "users"? rename it, or remove it',
  ],
  [
    "an unknown section at the top level",
    "version: 1\nfilesystem: {}\n",
    's:2:1 /filesystem: found the unknown key "filesystem", needs one of version, metadata, bootstrap, plugins, users, network, do: remove it',
  ],
  [
    "a full name as host name",
    "version: 1\nbootstrap: {hostname: a.example.com}\n",
    's:2:23 /bootstrap/hostname: found "a.example.com" (text), needs 1 to 63 letters, digits or hyphens, no hyphen at either end (what follows a dot belongs in domain), do: write for example "server1"',
  ],
  [
    "a boolean as YAML 1.1 had it",
    "version: 1\nbootstrap: {wipe: yes}\n",
    's:2:19 /bootstrap/wipe: found "yes" (text), needs true or false, do: write true without quotes',
  ],
  [
    "a time zone that does not exist",
    "version: 1\nbootstrap: {timezone: Europe/Berln}\n",
    's:2:23 /bootstrap/timezone: found "Europe/Berln", which is no time zone, needs an Area/City name of the tz database, do: write "Europe/Berlin"',
  ],
  [
    "a mirror with a password in it, whatever that is made of",
    "version: 1\nbootstrap: {mirror: 'http://me:ge/heim@mirror.example/debian'}\n",
    "s:2:21 /bootstrap/mirror: found an address with a user name or a password, needs the address alone: everybody on the machine may read the sources of apt, do: take them out; on the machine they belong into /etc/apt/auth.conf.d (apt_auth.conf(5))",
  ],
  [
    "a disk size without comparison",
    "version: 1\nbootstrap: {device: [/dev/sda, {size: 100G}]}\n",
    's:2:39 /bootstrap/device/1/size: found "100G" (text), needs one of >= <= > < = and a size, do: write for example ">=100G"',
  ],
  [
    "an empty predicate",
    "version: 1\nbootstrap: {device: {}}\n",
    's:2:13 /bootstrap/device: found an empty map, needs at least one of serial, wwn, model, path, transport, rotational, size, pick, do: write for example {"size":">=100G","pick":"smallest"}',
  ],
  [
    "a number in quotes",
    'version: 1\nusers: {accounts: {admin: {uid: "1000"}}}\n',
    's:2:33 /users/accounts/admin/uid: found "1000" (text), needs a whole number from 1000 to 59999, do: remove the quotes',
  ],
  [
    "a bad name",
    "version: 1\nusers: {accounts: {Bad Name: {}}}\n",
    's:2:20 /users/accounts/Bad Name: found the name "Bad Name", needs small letters, digits, _ and -, do: choose another name',
  ],
  [
    "a word that is nearly right",
    "version: 1\nusers: {accounts: {admin: {sudo: nopass}}}\n",
    's:2:34 /users/accounts/admin/sudo: found "nopass" (text), needs one of "password", "nopasswd", do: write "nopasswd"',
  ],
  [
    "one thing where a list is read",
    "version: 1\nusers: {accounts: {admin: {ssh_authorized_keys: ssh-ed25519 AAAA}}}\n",
    's:2:49 /users/accounts/admin/ssh_authorized_keys: found "ssh-ed25519 AAAA" (text), needs a list, do: write a list: ["ssh-ed25519 AAAA"]',
  ],
  [
    "a kind that no interface is of",
    "version: 1\nnetwork: {interfaces: {br0: {type: brige}}}\n",
    's:2:36 /network/interfaces/br0/type: found "brige" (text), needs one of "bridge", "ethernet", do: write "bridge"',
  ],
  [
    "a kind that is not said",
    "version: 1\nnetwork: {interfaces: {br0: {mtu: 5}}}\n",
    's:2:24 /network/interfaces/br0/type: found nothing, needs one of "bridge", "ethernet", do: add "type": "bridge"',
  ],
  [
    "a key of another kind",
    "version: 1\nnetwork: {interfaces: {br0: {type: bridge, mtu: 1500}}}\n",
    's:2:44 /network/interfaces/br0/mtu: found the unknown key "mtu", needs one of type, ports, dhcp, do: remove it',
  ],
  [
    "a value that fits no branch",
    "version: 1\nnetwork: {interfaces: {e0: {type: ethernet, mtu: big}}}\n",
    's:2:50 /network/interfaces/e0/mtu: found "big" (text), needs "jumbo", or a whole number of at least 68, do: write for example "jumbo"',
  ],
])("%s is refused in plain words", (_, text, line) => {
  expect(linesOf(text)).toEqual([line]);
});

test("all problems come at once, in the order of the text", () => {
  const text = `{
  "plugins": {
    "users": {"accounts": {"joe": {"uid": 5, "shell": "/bin/sh"}}},
    "firewal": {}
  },
  "bootstrap": {"finish": "shutdown", "finish": "reboot"}
}`;
  expect(linesOf(text).map(line => line.split(":").slice(0, 3).join(":"))).toEqual([
    "s:1:1 /version",
    "s:3:43 /plugins/users/accounts/joe/uid",
    "s:3:46 /plugins/users/accounts/joe/shell",
    "s:4:5 /plugins/firewal",
    "s:6:27 /bootstrap/finish",
    "s:6:39 /bootstrap/finish",
  ]);
});

test("problems point at what the user wrote: another name of a section, a list for a map", () => {
  const text = `version: 1
net:
  interfaces:
    - name: br0
      type: bridge
      ports: [eth0, 1]
    - {name: eth0, type: ethernet, mtu: 3}
`;
  expect(linesOf(text).map(line => line.split(": ")[0])).toEqual([
    "s:6:21 /net/interfaces/0/ports/1",
    "s:7:41 /net/interfaces/1/mtu",
  ]);
});

test("problems that a plugin finds later get their place as well", () => {
  const text = "version: 1\nnet:\n  interfaces:\n    - {name: br0, type: bridge, ports: [eth9]}\n";
  const loaded = loadDocument(text, "s", exampleSections);
  if (!loaded.document) throw new Error("refused");
  const problem: Problem = {
    stage: "plan",
    pointer: "/interfaces/br0/ports/0",
    found: "eth9",
    needs: "an interface that exists",
    fix: "name another one",
  };
  expect(loaded.place([problem], "network").map(formatProblem)).toEqual([
    "s:4:41 /net/interfaces/0/ports/0: found eth9, needs an interface that exists, do: name another one",
  ]);
});

test("a plain password is refused with the command that makes a hash, and never shown", () => {
  const lines = linesOf("version: 1\nusers:\n  accounts:\n    admin:\n      password: hunter2\n");
  expect(lines).toEqual([
    "s:5:7 /users/accounts/admin/password: found a plain password, needs password_hash, do: run `groundstate hash-password`, write what it prints as password_hash, and remove the plain password",
  ]);
});

test.each([
  "users: {accounts: {admin: {password_hash: hunter2}}}",
  "users: {accounts: {admin: {password_hash: [hunter2]}}}",
  "users: {accounts: {admin: {Password: hunter2, passwd: hunter2, paswordhash: hunter2}}}",
  'users: {accounts: {admin: {sudo: "$6$hunter2$hunter2"}}}',
  'bootstrap: {mirror: "https://admin:hunter2@mirror.example.com/debian"}',
  "bootstrap: {token: hunter2, root_password: hunter2}",
  "metadata: {name: [1], labels: {api_token: 5, secret: [hunter2]}}",
])("a secret is never printed: %s", text => {
  const lines = linesOf(`version: 1\n${text}\n`);
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.join("\n")).not.toContain("hunter2");
});
