import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Check } from "@sinclair/typebox/value";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Plugin } from "../contract/plugin.ts";
import { describeError } from "../host/failure.ts";
import type { Stage } from "../host/host.ts";
import type { Json } from "../host/json.ts";
import { loadDocument } from "../state/load.ts";
import { mutated, numbersFrom } from "../state/mutations.fixture.ts";
import { sections as knownSections, plugins } from "./all.ts";
import { hostForTests } from "./host-for-tests.ts";
import { sectionsOf } from "./section-from-schema.fixture.ts";

const examples = ["server", "minimal"].flatMap(name => {
  const { document } = loadDocument(readFileSync(`states/${name}.json`, "utf8"), name, knownSections);
  return document ?? [];
});

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "groundstate-plan-"));
});
afterAll(() => rm(root, { recursive: true }));

describe.each(plugins)("the plugin $name, for whatever section its schema allows,", plugin => {
  const sections = fc.oneof(sectionsOf(plugin.schema), ...partsOfExamples(plugin));
  const stages = fc.constantFrom<Stage>("install", "live");
  const seeds = fc.nat();

  test("plans the same twice, changes nothing that it is given, and does not care for the order of keys", async () => {
    let actions = 0;
    const planned = fc.asyncProperty(sections, stages, seeds, async (section, stage, seed) => {
      const plan = await planOf(plugin, frozen(section), stage);
      expect(await planOf(plugin, frozen(section), stage)).toEqual(plan);
      expect(await planOf(plugin, frozen(shuffled(section, numbersFrom(seed))), stage)).toEqual(plan);
      actions += plan.actions.length;
    });
    await fc.assert(planned, { numRuns: 200 });
    expect(actions).toBeGreaterThan(20);
  });

  test("has a canonical form that normalising leaves alone, also where the section was spoilt", () => {
    const normalised = fc.property(sections, seeds, (section, seed) => {
      const written = frozen(mutated(listed(section, numbersFrom(seed)), numbersFrom(seed)));
      const once = frozen(plugin.normalise(written));
      expect(plugin.normalise(once)).toEqual(once);
    });
    fc.assert(normalised, { numRuns: 500 });
  });
});

/**
 * What a plugin does with a section on a machine with nothing on it: it refuses it, fails, or plans actions. Of two
 * that cannot both be, the check names the one that stands further down, so its words do depend on the order
 */
async function planOf(
  plugin: Plugin,
  section: Json,
  stage: Stage,
): Promise<{ refused?: boolean; failed?: string; actions: Json[] }> {
  const domain = plugin.open(section);
  const packages = { packagekit: { additional_packages: ["lxc", "nftables", "sudo"] } };
  const document = { version: 1 as const, plugins: { ...packages, [plugin.name]: section } };
  if (domain.check(document).some(({ severity }) => severity !== "warning"))
    return { refused: true, actions: [] };
  try {
    const planned = await domain.plan(emptyMachine(stage), { stage, owned: [] });
    return { actions: JSON.parse(JSON.stringify(planned)) };
  } catch (error) {
    return { failed: describeError(error), actions: [] };
  }
}

function emptyMachine(stage: Stage): ReturnType<typeof hostForTests> {
  return hostForTests(root, stage, ({ args }) => ({
    stdout: args.some(word => /^(-j|--?json)/.test(word)) ? "[]" : "",
  }));
}

function frozen(value: Json): Json {
  if (typeof value === "object" && value !== null) {
    Object.freeze(value);
    for (const inner of Object.values(value)) frozen(inner ?? null);
  }
  return value;
}

function shuffled(value: Json, below: (limit: number) => number): Json {
  if (Array.isArray(value)) return value.map(entry => shuffled(entry, below));
  if (typeof value !== "object" || value === null) return value;
  const ranked = Object.entries(value).map(([key, inner]) => ({ key, inner, rank: below(1000) }));
  ranked.sort((one, other) => one.rank - other.rank);
  return Object.fromEntries(ranked.map(({ key, inner }) => [key, shuffled(inner ?? null, below)]));
}

/** What the example documents say to a plugin, if anything, with some of it left out */
function partsOfExamples(plugin: Plugin): fc.Arbitrary<Json>[] {
  const said = examples.map(document => plugin.section(document)).filter(section => section !== undefined);
  return said.map(section =>
    fc
      .nat()
      .map(seed => thinned(section, numbersFrom(seed)))
      .filter(part => Check(plugin.schema, part)),
  );
}

function thinned(value: Json, below: (limit: number) => number): Json {
  const stays = (): boolean => below(10) > 0;
  if (Array.isArray(value)) return value.filter(stays).map(entry => thinned(entry ?? null, below));
  if (typeof value !== "object" || value === null) return value;
  const left = Object.entries(value).filter(stays);
  return Object.fromEntries(left.map(([key, inner]) => [key, thinned(inner ?? null, below)]));
}

/** The same with some of its maps of maps written as lists of named maps */
function listed(value: Json, below: (limit: number) => number): Json {
  if (Array.isArray(value)) return value.map(entry => listed(entry, below));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, listed(inner ?? null, below)] as const);
  const all = entries.every(
    ([, inner]) => typeof inner === "object" && inner !== null && !Array.isArray(inner),
  );
  if (all && below(3) > 0)
    return entries.map(([name, inner]) => ({ name, ...Object.fromEntries(Object.entries(inner ?? {})) }));
  return Object.fromEntries(entries);
}
