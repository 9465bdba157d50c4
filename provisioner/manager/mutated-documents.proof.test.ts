import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Json } from "../host/json.ts";
import { formatProblem } from "../state/format-problems.ts";
import { mutatedText, numbersFrom } from "../state/mutations.fixture.ts";
import { isMap } from "../state/pointer.ts";
import { parseDocument } from "./read-document.ts";

const documents = 20_000;

const examples: Json[] = readdirSync("states")
  .filter(name => name.endsWith(".json") && name !== "schema.json")
  .map(name => JSON.parse(readFileSync(`states/${name}`, "utf8")));

test("20,000 mutated documents are accepted or refused with the place of every problem, never with an exception", () => {
  const seeds = [...examples, ...examples.flatMap(partsOf)];
  let accepted = 0;
  for (let seed = 0; seed < documents; seed += 1) {
    const below = numbersFrom(seed);
    const text = mutatedText(seeds[below(seeds.length)] ?? null, below);
    if (outcomeOf(text, seed) === "accepted") accepted += 1;
  }
  console.info(`${accepted} of ${documents} mutated documents are accepted`);
  expect(accepted).toBeGreaterThan(documents / 50);
  expect(accepted).toBeLessThan(documents / 2);
});

function outcomeOf(text: string, seed: number): "accepted" | "refused" {
  const lines = text.split("\n").length;
  try {
    const read = parseDocument(text, "some.json");
    const problems = read.document ? read.warnings : read.problems;
    for (const problem of problems) {
      const { file, line = 0, column = 0 } = problem.position ?? {};
      if (file !== "some.json" || line < 1 || line > lines || column < 1) throw new Error("no place");
      if (!/^some\.json:\d+:\d+.*: (warning: )?found .*, needs .*, do: /.test(formatProblem(problem)))
        throw new Error(formatProblem(problem));
    }
    if (!read.document && problems.length === 0) throw new Error("refused without a problem");
    return read.document ? "accepted" : "refused";
  } catch (error) {
    throw new Error(`seed ${seed}: ${String(error)}\n${text.slice(0, 3000)}`, { cause: error });
  }
}

/** A document of each section of a document alone, and of its bootstrap: where most changes are not hidden by others */
function partsOf(document: Json): Json[] {
  if (!isMap(document) || !isMap(document["plugins"])) return [];
  const { version = 1, bootstrap = null, plugins } = document;
  const alone = Object.entries(plugins).map(([name, section]) => ({ version, plugins: { [name]: section } }));
  return [...alone, { version, bootstrap, plugins: {} }];
}
