import { expect, test } from "vitest";
import { faultFigures, faultFinding } from "./run-engine-faults-case.ts";

test("a fault after which something is different is a finding that does not hold, and names it", () => {
  const line = JSON.stringify({ fault: "users account/anna: all of it", problems: ["new: /home/anna"] });

  expect(faultFinding(line)).toEqual([
    expect.objectContaining({
      what: "users account/anna: all of it",
      holds: false,
      found: "new: /home/anna",
    }),
  ]);
});

test("a fault that left everything as before holds, and progress is no finding", () => {
  const line = JSON.stringify({ fault: "one", problems: [] });

  expect(faultFinding(line)).toEqual([expect.objectContaining({ what: "one", holds: true })]);
  expect(faultFinding("users: create account anna")).toEqual([]);
});

test("the faults of each plugin are counted, with those after which something was different", () => {
  const outcomes = [
    { fault: "one", plugin: "users", seconds: 4.2, problems: [] },
    { fault: "two", plugin: "users", seconds: 5, problems: ["new: /home/anna"] },
    { fault: "three", plugin: "config", seconds: 2, problems: [] },
  ];

  expect(faultFigures(["progress", ...outcomes.map(outcome => JSON.stringify(outcome))])).toEqual([
    "users: 2 faults, 1 with problems, 9 s",
    "config: 1 faults, 0 with problems, 2 s",
  ]);
});
