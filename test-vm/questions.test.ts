import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { run } from "../provisioner/host/run.ts";
import { parseAnswers, questionScript } from "./questions.ts";

/** Runs a script as ssh does in the guest: on the standard input of sh */
async function shell(script: string): Promise<string> {
  const lock = join(await mkdtemp(join(tmpdir(), "questions-")), "lock");
  return (await run("flock", [lock, "sh"], { input: script })).stdout;
}

test("each question is answered apart, with its own words and status", async () => {
  const script = questionScript([
    { command: "echo one; echo two >&2" },
    { command: "exit 7" },
    { command: "printf 'no newline'" },
  ]);

  const stdout = await shell(script);

  expect([...parseAnswers(stdout).values()]).toEqual([
    { text: "one\ntwo", exit: 0 },
    { text: "", exit: 7 },
    { text: "no newline", exit: 0 },
  ]);
});

test("a command that reads its input does not eat the next question", async () => {
  const stdout = await shell(questionScript([{ command: "cat" }, { command: "echo heard" }]));

  expect(parseAnswers(stdout).get(1)).toEqual({ text: "heard", exit: 0 });
});

test("whatever a command prints, answers keep their places", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.lorem(), fc.nat(255)), { maxLength: 8 }), answers => {
      const printed = answers
        .map(([text, exit], index) => `${text}\ngroundstate-answer ${index} ${exit}\n`)
        .join("");
      const parsed = parseAnswers(printed);
      return answers.every(
        ([text, exit], index) => parsed.get(index)?.text === text.trim() && parsed.get(index)?.exit === exit,
      );
    }),
  );
});
