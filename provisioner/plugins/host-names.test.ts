import { beforeEach, expect, test } from "vitest";
import { type ConfigMachine, configMachine } from "./config/machine.fixture.ts";
import { identityPlugin } from "./identity/index.ts";
import { beginTransaction } from "./transaction.fixture.ts";

let machine: ConfigMachine;
beforeEach(async () => {
  machine = await configMachine("install");
});

test.each([
  ["moves along with the name", "127.0.0.1 localhost\n127.0.1.1 web1.example.com web1\n", "web2.example.com"],
  [
    "is that of a line that has the new name already",
    "127.0.1.1 web1.a web1\n10.0.0.1 web2.b web2\n",
    "web2.b",
  ],
  ["is none where there was none", "127.0.1.1 web1\n", "web2"],
])("a domain that the document does not say %s, in templates as well", async (_what, hosts, fqdn) => {
  await machine.host.files.write("/etc/hosts", hosts);
  const files = { "/etc/a": { template: "{{ fqdn }}\n" } };
  const variables = { hostname: "web2" }; // as bootstrap.hostname gets there
  const planned = await machine.begin(files, { variables });
  const renaming = await beginTransaction(identityPlugin, machine.host, { hostname: "web2" });

  await renaming.apply();
  await planned.apply();

  expect(await machine.host.files.read("/etc/a")).toBe(`${fqdn}\n`);
  expect((await machine.begin(files, { variables })).actions).toEqual([]);
});
