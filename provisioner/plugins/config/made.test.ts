import { beforeEach, expect, test } from "vitest";
import { type ConfigMachine, configMachine } from "./machine.fixture.ts";
import { madePath } from "./made.ts";

let machine: ConfigMachine;
beforeEach(async () => {
  machine = await configMachine();
  await machine.apply({ "/etc/app.conf": { content: "ours\n" } });
});

test.each([
  ["was dropped", {}],
  ["is absent", { "/etc/app.conf": { state: "absent" } }],
])(
  "a file that somebody deleted, that %s since, and that a package brings later is the package's",
  async (_what, files) => {
    await machine.host.files.remove("/etc/app.conf");
    await machine.apply(files);

    await machine.host.files.write("/etc/app.conf", "from the package\n");

    expect(await machine.left({})).toEqual([]);
  },
);

test("a file that a package laid down where ours was stays the package's after it was written again", async () => {
  await machine.host.files.write("/etc/app.conf", "from the package\n");

  await machine.apply({ "/etc/app.conf": { content: "ours again\n" } });

  expect(await machine.left({})).toEqual([]);
});

test("a file that the document changed is still the one that it made", async () => {
  await machine.apply({ "/etc/app.conf": { content: "another\n" } });

  expect(await machine.left({})).toMatchObject([{ kind: "delete", resource: "file/etc/app.conf" }]);
});

test("a file that becomes another's between plan and apply stays", async () => {
  const transaction = await machine.begin({});
  await machine.host.files.write("/etc/app.conf", "from the package\n");
  await transaction.apply();

  expect(await machine.host.files.read("/etc/app.conf")).toBe("from the package\n");
});

test("the next note forgets files that are gone", async () => {
  await machine.host.files.remove("/etc/app.conf");
  await machine.apply({ "/etc/other": { content: "x" } });

  expect(await machine.host.files.read(madePath)).not.toContain("app.conf");
});
