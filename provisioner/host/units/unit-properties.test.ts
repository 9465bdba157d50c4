import { expect, test } from "vitest";
import { parseUnitProperties } from "./unit-properties.ts";

const unit = (lines: string): ReturnType<typeof parseUnitProperties>[number] | undefined =>
  parseUnitProperties(lines)[0];

test("blocks come back in the order of the units", () => {
  const text =
    "Id=a.service\nActiveState=active\nUnitFileState=enabled\n\nId=b.service\nActiveState=inactive\nUnitFileState=\nLoadState=not-found\n";

  expect(parseUnitProperties(text).map(({ boot, runtime }) => [boot, runtime?.active])).toEqual([
    ["enabled", true],
    ["not-found", false],
  ]);
});

test.each([
  ["a service that is up", "ActiveState=active", true, true],
  ["one that failed", "ActiveState=failed", false, false],
  ["one that restarts over and over", "ActiveState=activating", true, false],
  [
    "a oneshot that has done its job",
    "ActiveState=inactive\nType=oneshot\nResult=success\nExecMainExitTimestampMonotonic=123",
    false,
    true,
  ],
  [
    "a oneshot that never ran",
    "ActiveState=inactive\nType=oneshot\nResult=success\nExecMainExitTimestampMonotonic=0",
    false,
    false,
  ],
  [
    "a daemon that ended",
    "ActiveState=inactive\nType=simple\nResult=success\nExecMainExitTimestampMonotonic=123",
    false,
    false,
  ],
  [
    "a unit that its condition keeps down",
    "ActiveState=inactive\nConditionResult=no\nConditionTimestampMonotonic=77",
    false,
    true,
  ],
  [
    "a unit never tried",
    "ActiveState=inactive\nConditionResult=no\nConditionTimestampMonotonic=0",
    false,
    false,
  ],
])("%s", (_what, lines, active, settled) => {
  expect(unit(lines)?.runtime).toMatchObject({ active, settled, needsReload: false });
});

test("a unit whose file changed after it was read needs a reload", () => {
  expect(unit("ActiveState=active\nNeedDaemonReload=yes")?.runtime?.needsReload).toBe(true);
});

test("the moment of a start is read on both clocks, with the start's number and the files it was made from", () => {
  const lines = [
    "FragmentPath=/etc/systemd/system/a.service",
    "DropInPaths=/etc/systemd/system/a.service.d/x.conf /run/y.conf",
    "InvocationID=00ff",
    "InactiveExitTimestamp=Fri 2026-11-20 20:56:58 UTC",
    "InactiveExitTimestampMonotonic=28693636",
  ];
  expect(unit(lines.join("\n"))?.runtime).toMatchObject({
    files: ["/etc/systemd/system/a.service", "/etc/systemd/system/a.service.d/x.conf", "/run/y.conf"],
    invocation: "00ff",
    started: { onTheWall: Date.UTC(2026, 10, 20, 20, 56, 58), sinceBoot: 28693.636 },
  });
});

test("a unit that was never started has no such moment", () => {
  const runtime = unit("InvocationID=\nInactiveExitTimestamp=\nInactiveExitTimestampMonotonic=0")?.runtime;

  expect(runtime).toEqual({ active: false, settled: false, needsReload: false, files: [] });
});
