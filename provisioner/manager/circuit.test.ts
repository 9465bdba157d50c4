import { expect, test } from "vitest";
import { Failure } from "../host/failure.ts";
import { restingPlugins } from "./circuit.ts";
import { machineInFolder } from "./machine.fixture.ts";
import type { Machine } from "./machine.ts";
import { notePlugin } from "./note-plugin.fixture.ts";
import { phases, transactionBlocks } from "./transaction.fixture.ts";
import { type ApplyOutcome, applyDocument } from "./transaction.ts";

let works = false;

test("a plugin that spoils three transactions in a row is left alone: the next one is refused, and says until when", async () => {
  const machine = await spoilt(3);
  const before = (await phases(machine)).length;

  const refused = apply(machine);

  await expect(refused).rejects.toMatchObject({ kind: "busy" });
  await expect(refused).rejects.toThrow(
    /second failed in 3 transactions in a row and is not tried again before 2026-01-01T00:15/,
  );
  expect(await phases(machine)).toHaveLength(before);
});

test("two are not enough, and three by another plugin are another matter", async () => {
  const machine = await spoilt(2);

  await expect(apply(machine)).rejects.toThrow("cannot write b");

  expect(await resting(machine)).toMatchObject([{ plugin: "second", failures: 3 }]);
});

test("when its time is over it is tried again; one more failure doubles the rest, a success ends it", async () => {
  const machine = await spoilt(3);
  await machine.host.clock.sleep(15 * 60);
  await expect(apply(machine)).rejects.toThrow("cannot write b");
  expect(await resting(machine)).toMatchObject([{ failures: 4, until: new Date("2026-01-01T00:45:00Z") }]);

  await machine.host.clock.sleep(30 * 60);
  works = true;
  expect((await apply(machine)).applied).toHaveLength(2);
  expect(await resting(machine)).toEqual([]);
});

test("a changed document is tried at once, and so is the plugin when it is named", async () => {
  const machine = await spoilt(3);

  await expect(apply(machine, { sha256: "another" })).rejects.toThrow("cannot write b");
  const again = await spoilt(3);
  await expect(apply(again, { only: "second" })).rejects.toThrow("cannot write b");
  expect((await apply(again, { only: "first" })).applied).toHaveLength(1);
});

test("a clock that went back does not make a rest longer", async () => {
  const machine = await spoilt(3);

  expect(restingPlugins(await transactionBlocks(machine), new Date("2025-01-01"))).toEqual([]);
});

test("drift after an apply is blamed on the plugin that drifts, a signal on none", async () => {
  const drifting = await machineInFolder([notePlugin("first", [], { beforeWrite: () => "not as wanted" })]);
  const interrupted = await machineInFolder([
    notePlugin("first", [], { beforeWrite: () => String(process.emit("SIGTERM", "SIGTERM")) }),
  ]);
  const document = { version: 1 as const, plugins: { first: { notes: { a: "1" } } } };
  const request = { document, sha256: "a", report: () => undefined };

  for (const [machine, plugin] of [
    [drifting, "first"],
    [interrupted, null],
  ] as const) {
    await expect(applyDocument(machine, request)).rejects.toThrow();
    expect((await transactionBlocks(machine)).at(-1)?.metadata.plugin).toBe(plugin);
  }
});

/** A machine on which the plugin "second" failed that often */
async function spoilt(times: number): Promise<Machine> {
  works = false;
  const machine = await machineInFolder([
    notePlugin("first", []),
    notePlugin("second", ["first"], {
      beforeWrite: (_, content) => {
        if (works) return content;
        throw new Failure({ kind: "machine", tried: "cannot write b" });
      },
    }),
  ]);
  for (let time = 0; time < times; time += 1) await expect(apply(machine)).rejects.toThrow("cannot write b");
  return machine;
}

async function apply(
  machine: Machine,
  request: { sha256?: string; only?: string } = {},
): Promise<ApplyOutcome> {
  const plugins = { first: { notes: { a: "1" } }, second: { notes: { b: "2" } } };
  const document = { version: 1 as const, plugins };
  return await applyDocument(machine, { document, sha256: "a", report: () => undefined, ...request });
}

async function resting(machine: Machine): Promise<ReturnType<typeof restingPlugins>> {
  return restingPlugins(await transactionBlocks(machine), machine.host.clock.now());
}
