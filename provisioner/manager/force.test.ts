import { expect, test } from "vitest";
import type { StateDocument } from "../state/document.ts";
import { machineInFolder } from "./machine.fixture.ts";
import { notePlugin } from "./note-plugin.fixture.ts";
import { planDocument } from "./plan.ts";
import { applyDocument } from "./transaction.ts";

const document: StateDocument = {
  version: 1,
  plugins: { first: { notes: { a: "1" }, refuses: ["a"] } },
};
const request = { document, sha256: "0".repeat(64), report: () => undefined };

test("what a plugin refuses to protect people is planned and applied when they say --force, and not before", async () => {
  const machine = await machineInFolder([notePlugin("first", [])]);

  await expect(applyDocument(machine, request)).rejects.toMatchObject({ kind: "input" });
  expect((await planDocument(machine, document, undefined, true)).todo[0]?.refused).toBeUndefined();
  await applyDocument(machine, { ...request, force: true });

  expect(await machine.host.files.read("/notes/first/a")).toBe("1");
});
