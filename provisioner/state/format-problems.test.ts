import { expect, test } from "vitest";
import { formatProblem, formatProblems } from "./format-problems.ts";
import type { Problem } from "./problem.ts";

const problem: Problem = {
  stage: "schema",
  pointer: "/bootstrap/hostname",
  found: "nothing",
  needs: "a name",
  fix: 'add "hostname": "server1"',
  position: { file: "state.json", line: 3, column: 5 },
};

test("a problem is one line: place, pointer, found, needs, do", () => {
  expect(formatProblem(problem)).toBe(
    'state.json:3:5 /bootstrap/hostname: found nothing, needs a name, do: add "hostname": "server1"',
  );
});

test("a problem without a place still says what it is about", () => {
  const { position, ...placeless } = problem;
  expect(position?.line).toBe(3);
  expect(formatProblem({ ...placeless, fix: "" })).toBe("/bootstrap/hostname: found nothing, needs a name");
});

test("the header counts problems and warnings apart", () => {
  const warning: Problem = { ...problem, severity: "warning" };
  expect(formatProblems("state.json", [problem, problem]).split("\n")[0]).toBe("2 problems in state.json");
  expect(formatProblems("state.json", [problem, warning]).split("\n")[0]).toBe(
    "1 problem, 1 warning in state.json",
  );
  expect(formatProblems("state.json", [])).toBe("no problems in state.json");
  expect(formatProblem(warning)).toContain(": warning: found nothing");
});

test("a name in a document cannot move the cursor or break the line", () => {
  const line = formatProblem({ ...problem, pointer: "/a\u001b[2J\nb\u202e", found: "\u009b5n" });
  expect(line).toContain("/a\\u{1b}[2J\\u{a}b\\u{202e}: found \\u{9b}5n");
});
