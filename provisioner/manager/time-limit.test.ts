import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { machineInFolder } from "./machine.fixture.ts";
import { notePlugin } from "./note-plugin.fixture.ts";
import { limits, within } from "./time-limit.ts";
import { applyNotes, phases } from "./transaction.fixture.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

test("work that ends in time gives its result, and leaves no timer behind", async () => {
  expect(await within(1, "wait", Promise.resolve("done"))).toBe("done");
  expect(vi.getTimerCount()).toBe(0);
});

test("an action that never ends is given up, is not tried again, and the rest is rolled back", async () => {
  let tries = 0;
  const machine = await machineInFolder([
    notePlugin("first", [], {
      beforeWrite: async () => {
        tries += 1;
        setImmediate(() => vi.advanceTimersByTime(limits.apply * 60_000));
        return await new Promise<never>(() => undefined);
      },
    }),
  ]);

  await expect(applyNotes(machine, { first: { notes: { a: "1" } } })).rejects.toThrow(
    "write note a: found no end within 120 minutes; everything was rolled back",
  );

  expect(tries).toBe(1);
  expect(await phases(machine)).toEqual(["intent", "abort"]);
});
