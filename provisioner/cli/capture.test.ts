import { Type } from "@sinclair/typebox";
import { expect, test } from "vitest";
import { definePlugin } from "../contract/plugin.ts";
import { machineInFolder } from "../manager/machine.fixture.ts";
import { commandLine } from "./command-line.fixture.ts";

test("a captured document that check would refuse is printed, with its problems and an exit status that says so", async () => {
  const unknown = definePlugin({
    name: "weather",
    description: "captures what no document may say, for tests",
    after: [],
    schema: Type.Object({ sun: Type.Boolean() }),
    query: async () => null,
    plan: () => [],
    apply: async () => undefined,
    capture: async () => ({ sun: true }),
  });

  const { out, err, status } = await commandLine(await machineInFolder([unknown]), "capture");

  expect(JSON.parse(out)).toMatchObject({ plugins: { weather: { sun: true } } });
  expect(err).toContain("weather");
  expect(status).toBe(2);
});

test("one that check accepts ends with 0", async () => {
  expect(await commandLine(await machineInFolder([]), "capture")).toMatchObject({ err: "", status: 0 });
});
