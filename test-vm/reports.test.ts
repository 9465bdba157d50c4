import { expect, test } from "vitest";
import { figures } from "./bench-install.ts";
import { describeHead, summary } from "./demo.ts";
import { stepTimes } from "./install.ts";
import { chooseCases, outcomeLines } from "./run-cases.ts";
import { startTimeline } from "./timeline.ts";

const holds = { what: "", needs: "", holds: true, found: "every resource holds" };

test("the installer's table of steps is read off the console", () => {
  const console =
    "noise\nSeconds per step\n  partition          3.4\n  base              61.0\nLedger key  SHA256:x\n";

  expect(stepTimes(console)).toEqual([
    { name: "partition", seconds: 3.4 },
    { name: "base", seconds: 61 },
  ]);
  expect(stepTimes("no table")).toEqual([]);
});

test("phases follow one another and add up", () => {
  const times = [100, 110, 110, 125.5, 125.5];
  const timeline = startTimeline(() => times.shift() ?? 0);
  timeline.mark("live system");
  timeline.mark("install");

  expect(timeline.phases).toEqual([
    { name: "live system", seconds: 10 },
    { name: "install", seconds: 15.5 },
  ]);
  expect(timeline.total()).toBe(25.5);
});

test("the summary says so when not every resource holds", () => {
  const own = {
    verify: { ...holds, holds: false, found: "ssh: not running" },
    ledger: holds,
    layout: "vda",
    head: "{}",
  };
  const text = summary({ timeline: startTimeline(), steps: [], words: [], own }).join("\n");

  expect(text).toContain("NOT every resource holds");
  expect(text).toContain("ssh: not running");
});

test("the ledger's head is its height and hash", () => {
  expect(describeHead('{"height": 12, "hash": "ab"}')).toBe("head: height 12, hash ab");
  expect(describeHead("cut of")).toContain("not a block");
});

test("the benchmark says how many times the floor an install takes", () => {
  const install = [
    { name: "install", seconds: 100 },
    { name: "first boot", seconds: 60 },
  ];

  expect(figures(install, [{ name: "floor", seconds: 100 }])).toContain("1.60 times the floor");
});

test("a case that is not there is named together with those that are", () => {
  expect(chooseCases([]).length).toBeGreaterThan(7);
  expect(chooseCases(["bad-document"])).toHaveLength(1);
  expect(() => chooseCases(["nonsense"])).toThrow(/nonsense[\s\S]*bad-document/);
});

test("a case that changes another's machine brings that one along, and before it", () => {
  expect(chooseCases(["power-cut"]).map(({ name }) => name)).toEqual(["image-minimal-bios", "power-cut"]);
});

test("a long case runs only when somebody names it", () => {
  expect(chooseCases([]).map(({ name }) => name)).not.toContain("power-cuts-30");
  expect(chooseCases(["power-cuts-30"]).map(({ name }) => name)).toContain("power-cuts-30");
});

test("a run ends with the seconds of each case, their sum, and how many passed", () => {
  const lines = outcomeLines([
    { name: "bad-document", seconds: 61.24, passed: true },
    { name: "dirty-disk", seconds: 300, passed: false },
  ]);

  expect(lines).toEqual([
    "",
    "   61.2 s  bad-document",
    "  300.0 s  dirty-disk, FAILED",
    "  361.2 s  in all",
    "1 passed, 1 failed",
  ]);
});
