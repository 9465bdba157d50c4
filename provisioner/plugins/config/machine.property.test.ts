import { rmSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Stage } from "../../host/host.ts";
import type { Json } from "../../host/json.ts";
import { treeBelow } from "../transaction.fixture.ts";
import { configMachine } from "./machine.fixture.ts";

const paths = fc.constantFrom("/etc/a", "/etc/b", "/srv/new/c", "/srv/app/d");
const file = fc
  .record(
    {
      content: fc.constantFrom("", "x\n", "y\n"),
      mode: fc.constantFrom("0600", "0644", "4755"),
      owner: fc.constantFrom("root", "app", "2000"),
      group: fc.constantFrom("adm", "0"),
      sensitive: fc.boolean(),
      reload: fc.constant(["ssh"]),
      state: fc.constantFrom("present", "present", "absent"),
    },
    { requiredKeys: ["content"] },
  )
  .map((value): Json => JSON.parse(JSON.stringify(value)));
const documents = fc.dictionary(paths, file, { maxKeys: 4 });

test.each<Stage>(["install", "live"])(
  "after any two documents at stage %s there is nothing left to do, and rolled back all is as before",
  async stage => {
    const machine = await configMachine(stage);
    const property = fc.asyncProperty(documents, documents, fc.nat(4), async (first, second, steps) => {
      for (const folder of ["/srv/new", "/srv/app"])
        rmSync(join(machine.root, folder), { recursive: true, force: true });
      await machine.host.files.makeDirectory("/srv/app", { mode: 0o755, uid: 2000 });
      await machine.apply(first);
      expect(await machine.left(first)).toEqual([]);
      const before = treeBelow(machine.root);

      const transaction = await machine.begin(second);
      for (const action of transaction.actions.slice(0, steps))
        await action.apply(machine.host, () => undefined);
      await transaction.rollBack();
      expect(treeBelow(machine.root)).toEqual(before);

      await machine.apply(second);
      expect(await machine.left(second)).toEqual([]);
      const turned = Object.fromEntries(Object.entries(second).reverse());
      expect(await machine.left(turned)).toEqual([]);
    });
    await fc.assert(property, { numRuns: 60 });
  },
  60_000,
);
