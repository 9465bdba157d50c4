import { expect, test } from "vitest";
import type { StateDocument } from "../state/document.ts";
import { chosen, onAnotherDisk } from "./another-disk.fixture.ts";
import { applyAndRecord } from "./apply-and-record.ts";
import type { Machine } from "./machine.ts";
import { readStatus } from "./status.ts";
import type { ApplyOutcome } from "./transaction.ts";
import { verifyDocument } from "./verify.ts";

const written: StateDocument = {
  ...chosen,
  plugins: { storage: { mounts: { "/srv": { device: "target3", subvol: "@srv" } } } },
};

test("a disk that is not as the default layout has it stops no apply, now or later, and stays told", async () => {
  const machine = await onAnotherDisk();

  const { applied, verification } = await apply(machine, chosen);

  expect(applied.map(({ resource }) => resource)).toEqual(["hostname"]);
  expect(verification.drift).toEqual([]);
  expect(await machine.host.files.read("/etc/hostname")).toBe("web1\n");
  const { advisory } = await verifyDocument(machine, chosen);
  expect(advisory.map(({ resource }) => resource)).toContain("mount/");
  const again = await apply(machine, chosen);
  expect(again.applied).toEqual([]);
  expect(again.verification.advisory.length).toBe(advisory.length);
});

test("the status names what differs from the default layout, and calls the machine converged all the same", async () => {
  const machine = await onAnotherDisk();

  await apply(machine, chosen);

  expect(await readStatus(machine.host)).toMatchObject({
    state: "converged",
    differs: expect.arrayContaining(["storage: mount of / is not as the default layout has it"]),
  });
});

test("a layout that the document writes down is refused when the disk is another, and nothing is applied", async () => {
  const machine = await onAnotherDisk();

  await expect(apply(machine, written)).rejects.toMatchObject({ kind: "input" });
  expect(await machine.host.files.read("/etc/hostname")).toBeUndefined();
});

test("the disk of an adopted machine is not even looked at for a layout that no installer gave it", async () => {
  const machine = await onAnotherDisk({ installed: false });
  const ran: string[] = [];
  const { run } = machine.host;
  machine.host.run = async (program, args, options) => {
    ran.push(program);
    return await run(program, args, options);
  };

  for (const when of ["before the first apply", "after it"]) {
    expect((await verifyDocument(machine, chosen)).advisory, when).toEqual([]);
    await apply(machine, chosen);
  }
  expect(ran).not.toContain("lsblk");
  await expect(apply(machine, written)).rejects.toMatchObject({ kind: "input" });
});

async function apply(machine: Machine, document: StateDocument): Promise<ApplyOutcome> {
  return await applyAndRecord(machine, { document, sha256: "0".repeat(64), report: () => undefined });
}
