import { expect, test } from "vitest";
import { chosen, onAnotherDisk } from "../manager/another-disk.fixture.ts";
import { documentPath, firstbootMarkerPath } from "../manager/paths.ts";
import { commandLine } from "./command-line.fixture.ts";

const told = "storage: mount of / is not as the default layout has it";

test("a disk other than the default layout: plan shows it, apply works and says it, verify exits 3", async () => {
  const machine = await onAnotherDisk();
  await machine.host.files.write(documentPath, JSON.stringify(chosen));

  const plan = await commandLine(machine, "plan");
  expect(plan).toMatchObject({ status: 0, err: "" });
  expect(plan.out).toMatch(/left alone: .*write under plugins.storage what the disk is/);
  expect(plan.out).toMatch(/^1 to change, \d+ left alone, \d+ hold$/m);
  const apply = await commandLine(machine, "apply");
  expect(apply).toMatchObject({ status: 0, out: expect.stringContaining(`left alone: ${told}\n`) });
  expect((await commandLine(machine, "status")).out).toContain(`differs      ${told}\n`);
  const verify = await commandLine(machine, "verify");
  expect(verify).toMatchObject({ status: 3, out: expect.stringMatching(/^drift:\n/) });
  expect(verify.out).toContain("mount of / is not as the default layout has it");
  expect(JSON.parse((await commandLine(machine, "verify", "--json")).out).drift.length).toBeGreaterThan(0);
});

test("first boot on such a disk converges, and says what it found", async () => {
  const machine = await onAnotherDisk();
  await machine.host.files.write(documentPath, JSON.stringify(chosen));
  await machine.host.files.write(firstbootMarkerPath, "");

  const { out, status } = await commandLine(machine, "firstboot");

  expect(status).toBe(0);
  expect(out).toContain(`groundstate: left alone: ${told}\n`);
  expect(out).toContain("groundstate: first boot converged: 1 change,");
  expect(await machine.host.files.facts(firstbootMarkerPath)).toBeUndefined();
});
