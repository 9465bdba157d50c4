import { mkdtemp, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { UnitRuntime } from "../../host/units/unit-properties.ts";
import { hostForTests } from "../host-for-tests.ts";
import { newerFiles } from "./newer-files.ts";

const own = "/etc/systemd/system/app.service.d/50-groundstate-x.conf";
const packaged = "/usr/lib/systemd/system/app.service";
const now = Date.parse("2026-03-01T12:00:00Z");
const hour = 3_600_000;
let root: string;
let host: ReturnType<typeof hostForTests>;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "groundstate-newer-"));
  host = hostForTests(root, "live");
  Object.assign(host, { clock: { ...host.clock, now: () => new Date(now) } });
  await host.files.write("/proc/uptime", "36000.00 1.00\n");
});
afterEach(() => rm(root, { recursive: true }));

/** What query says of a unit that was started two hours ago on both clocks, with one file of that age */
async function newerWith(path: string, age: number, runtime: Partial<UnitRuntime> = {}): Promise<string[]> {
  await host.files.write(path, "[Service]\n");
  await utimes(join(root, path), (now - age) / 1000, (now - age) / 1000);
  const started = { onTheWall: now - 2 * hour, sinceBoot: 8 * hour };
  return newerFiles(host, {
    active: true,
    settled: true,
    needsReload: false,
    files: [path],
    started,
    ...runtime,
  });
}

test("a unit runs by older files when one of the administrator's changed after its start", async () => {
  expect(await newerWith(own, hour)).toEqual([own]);
  expect(await newerWith(own, 3 * hour)).toEqual([]);
});

test("what a package brings bears the time of its making, and does not count", async () => {
  expect(await newerWith(packaged, hour)).toEqual([]);
});

test("a unit that does not run will start by the files that are there", async () => {
  expect(await newerWith(own, hour, { active: false })).toEqual([]);
});

test("a file from the future, written while the clock was wrong, does not count", async () => {
  expect(await newerWith(own, -hour)).toEqual([]);
});

test("a clock that stood at 1970 when the unit started does not make every file newer", async () => {
  expect(await newerWith(own, 3 * hour, { started: { onTheWall: 0, sinceBoot: 8 * hour } })).toEqual([]);
});

test("hours of sleep, which only the uptime counts, do not make a file newer", async () => {
  const started = { onTheWall: now - 2 * hour, sinceBoot: 2 * hour };
  expect(await newerWith(own, 3 * hour, { started })).toEqual([]);
});
