import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { machineBelow } from "../manager/machine-below.fixture.ts";
import { pathPlugin } from "../manager/path-plugin.fixture.ts";
import { type Moment, momentText, oneOfEachSort, spread } from "./moment.ts";
import { watchedMachine } from "./watched-machine.ts";

const section = {
  paths: {
    "/etc/a": { content: "a", mode: 0o644 },
    "/etc/b": { link: "a" },
    "/etc/c": { content: "c", mode: 0o600 },
  },
};

test("a watched apply passes the moments before, between and after the calls of each action", async () => {
  const moments = await momentsOf();

  expect(moments.map(momentText)).toEqual([
    ...["paths /etc/a: before it", "paths /etc/a: after write (1)", "paths /etc/a: after all of it (1)"],
    ...["paths /etc/b: before it", "paths /etc/b: after link (1)", "paths /etc/b: after all of it (1)"],
    ...["paths /etc/c: before it", "paths /etc/c: after write (1)", "paths /etc/c: after all of it (1)"],
  ]);
});

test("of moments of one sort the first stands for all", async () => {
  const chosen = oneOfEachSort(await momentsOf()).map(momentText);

  expect(chosen).toContain("paths /etc/a: after write (1)");
  expect(chosen).not.toContain("paths /etc/c: after write (1)");
});

test("some of the moments are the last and others evenly before it, and never more than asked for", async () => {
  const moments = await momentsOf();

  expect(spread(moments, 3).map(moment => moments.indexOf(moment))).toEqual([2, 5, 8]);
  expect(spread(moments, 100)).toEqual(moments);
});

test("a plugin with few moments gets as many of those that are tried as one with many", async () => {
  const moments = await momentsOf();
  const other = moments.slice(0, 2).map(moment => ({ ...moment, plugin: "other" }));

  expect(spread([...moments, ...other], 4).map(({ plugin }) => plugin)).toEqual([
    ...["paths", "paths", "other", "other"],
  ]);
});

async function momentsOf(): Promise<Moment[]> {
  const root = await mkdtemp(join(tmpdir(), "groundstate-watched-"));
  onTestFinished(() => rm(root, { recursive: true }));
  const moments: Moment[] = [];
  const { host, plugins } = watchedMachine(
    machineBelow(root, [pathPlugin]),
    moment => void moments.push(moment),
  );
  for (const plugin of plugins) {
    const actions = await plugin.open(section).plan(host, { stage: "live", owned: [] });
    for (const action of actions) await action.apply(host, () => undefined);
  }
  return moments;
}
