import { readdirSync, readFileSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TSchema } from "@sinclair/typebox";
import { Check } from "@sinclair/typebox/value";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Plugin } from "../contract/plugin.ts";
import type { Host, Stage } from "../host/host.ts";
import { isObject, type Json } from "../host/json.ts";
import { plugins, sections } from "./all.ts";
import { hostForTests } from "./host-for-tests.ts";
import { treeBelow } from "./transaction.fixture.ts";

const room = import.meta.dirname;
const folders = readdirSync(room).filter(name => statSync(join(room, name)).isDirectory());
const parts = ["index.ts", "schema.ts", "query.ts", "plan.ts", "apply.ts", "README.md"];
const designOrder = [
  "storage",
  "packagekit",
  "filesystem",
  "identity",
  "users",
  "config",
  "systemd",
  "network",
  "netcfg",
  "firewall",
  "lxc",
];

test("every plugin in all.ts has a folder of its name", () => {
  expect(folders).toEqual(expect.arrayContaining(plugins.map(plugin => plugin.name)));
});

test("all.ts has each plugin once, in the order of the design", () => {
  const names = plugins.map(plugin => plugin.name);

  expect(names).toEqual([...new Set(names)]);
  expect(names.filter(name => designOrder.includes(name))).toEqual(
    designOrder.filter(name => names.includes(name)),
  );
});

describe.each(folders)("plugin %s", folder => {
  const file = (name: string): string => readFileSync(join(room, folder, name), "utf8");
  let plugin: Plugin;
  let root: string;

  beforeAll(async () => {
    plugin = await onlyPlugin(folder);
    root = await mkdtemp(join(tmpdir(), "groundstate-contract-"));
  });
  afterAll(() => rm(root, { recursive: true }));

  test("has every part of a plugin", () => {
    const there = readdirSync(join(room, folder));

    expect(parts.filter(part => !there.includes(part))).toEqual([]);
    expect(there.filter(name => name.endsWith(".test.ts"))).not.toEqual([]);
  });

  test("index.ts has at most 40 lines", () => {
    expect(file("index.ts").trimEnd().split("\n").length).toBeLessThanOrEqual(40);
  });

  test("is listed in all.ts under the name of its folder", () => {
    expect(plugin.name).toBe(folder);
    expect(plugins).toContain(plugin);
    expect(plugin.description).not.toBe("");
  });

  test("comes after plugins that exist and that stand before it in all.ts", () => {
    const listed = plugins.indexOf(plugin);
    const position = listed < 0 ? plugins.length : listed;

    for (const name of plugin.after) {
      const other = plugins.findIndex(candidate => candidate.name === name);
      // a plugin of the design that is not written yet is no mistake of this one
      if (other < 0) expect(designOrder, `after: ${name}`).toContain(name);
      expect(other, `after: ${name}`).toBeLessThan(position);
    }
  });

  test("refuses unknown keys everywhere", () => {
    expect(openObjects(plugin.schema, "")).toEqual([]);
    expect(Check(plugin.schema, { "no such key": 1 })).toBe(false);
  });

  test("describes every key", () => {
    expect(undescribedKeys(plugin.schema, "")).toEqual([]);
  });

  test("its README names every key of its section, however deep", () => {
    const readme = file("README.md");

    expect(keysOf(plugin.schema).filter(key => !readme.includes(key))).toEqual([]);
  });

  test("takes from a document what stands under its name, or what it keeps elsewhere, and else nothing", () => {
    const named = { version: 1 as const, plugins: { [folder]: {} } };

    expect(plugin.section({ version: 1, plugins: {} })).toBeUndefined();
    expect(plugin.section(named)).toEqual(plugin.ownSection ? {} : undefined);
    expect(sections.includes(plugin)).toBe(plugin.ownSection);
  });

  test("normalise leaves alone what it does not know, and does nothing twice", () => {
    for (const section of [
      {},
      [],
      null,
      "text",
      7,
      { unknown: [{ name: "a" }] },
      ...listForms(plugin.schema),
    ]) {
      const once = plugin.normalise(structuredClone(section));

      expect(plugin.normalise(structuredClone(once))).toEqual(once);
    }
  });

  test.each<Stage>(["install", "live"])("an empty section changes nothing at stage %s", async stage => {
    const domain = plugin.open(plugin.normalise({}));
    const host = emptyMachine(root, stage);

    expect(domain.check({ version: 1, plugins: { [folder]: {} } })).toEqual([]);
    const actions = await domain.plan(host, { stage, owned: [] });
    expect(actions.flatMap(action => action.operations)).toEqual([]);
  });

  test.each<Stage>(["install", "live"])(
    "going back twice in a row does no harm at stage %s, when nothing was changed",
    async stage => {
      const host = emptyMachine(root, stage);
      const domain = plugin.open(plugin.normalise({}));
      const saved: Json = JSON.parse(JSON.stringify(await domain.checkpoint(host, [])));
      const before = treeBelow(root);

      for (const _ of ["once", "twice"]) {
        expect(await plugin.rollback(host, saved, () => undefined)).toEqual([]);
        await plugin.resume(host, saved, () => undefined);
      }

      expect(treeBelow(root)).toEqual(before);
    },
  );

  test("a section that its schema refuses is not opened", () => {
    expect(() => plugin.open({ "no such key": 1 })).toThrow(`the plugin ${folder}`);
  });
});

async function onlyPlugin(folder: string): Promise<Plugin> {
  const module: Record<string, unknown> = await import(`./${folder}/index.ts`);
  const found = Object.values(module).filter(isPlugin);
  const [plugin] = found;
  if (!plugin || found.length > 1)
    throw new Error(`${folder}/index.ts exports ${found.length} plugins; it needs exactly one`);
  return plugin;
}

function isPlugin(value: unknown): value is Plugin {
  return isObject(value) && typeof value["open"] === "function" && typeof value["rollback"] === "function";
}

/** Pointers of the maps in a schema that would take any key */
function openObjects(schema: unknown, pointer: string): string[] {
  const named = isObject(schema) && (isObject(schema["properties"]) || isObject(schema["patternProperties"]));
  const takesAll = named && Object.keys(patternsOf(schema)).includes("^(.*)$");
  const open = named && !takesAll && schema["additionalProperties"] !== false;
  return [
    ...(open ? [pointer || "/"] : []),
    ...below(schema, pointer).flatMap(([inner, at]) => openObjects(inner, at)),
  ];
}

/** Names of all keys in a schema, those of entries of maps and lists included */
function keysOf(schema: unknown): string[] {
  const own = isObject(schema) && isObject(schema["properties"]) ? Object.keys(schema["properties"]) : [];
  return [...own, ...below(schema, "").flatMap(([inner]) => keysOf(inner))];
}

/** Pointers of the keys in a schema that nobody explains */
function undescribedKeys(schema: unknown, pointer: string): string[] {
  const properties = isObject(schema) && isObject(schema["properties"]) ? schema["properties"] : {};
  const silent = Object.entries(properties).filter(
    ([, inner]) =>
      !isObject(inner) || typeof inner["description"] !== "string" || inner["description"] === "",
  );
  return [
    ...silent.map(([key]) => `${pointer}/${key}`),
    ...below(schema, pointer).flatMap(([inner, at]) => undescribedKeys(inner, at)),
  ];
}

function below(schema: unknown, pointer: string): [schema: unknown, pointer: string][] {
  if (!isObject(schema)) return [];
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  const choices = [schema["anyOf"], schema["oneOf"], schema["allOf"]].flatMap(list =>
    Array.isArray(list) ? list : [],
  );
  return [
    ...Object.entries(properties).map(([key, inner]): [unknown, string] => [inner, `${pointer}/${key}`]),
    ...Object.values(patternsOf(schema)).map((inner): [unknown, string] => [inner, `${pointer}/*`]),
    ...choices.map((inner): [unknown, string] => [inner, pointer]),
    ...[schema["items"]].flat().map((inner): [unknown, string] => [inner, `${pointer}/-`]),
  ];
}

function patternsOf(schema: Record<string, unknown>): Record<string, unknown> {
  return isObject(schema["patternProperties"]) ? schema["patternProperties"] : {};
}

/** The section with each key once as a list of named maps, the way that older documents write it */
function listForms(schema: TSchema): Record<string, { name: string }[]>[] {
  return Object.keys(schema["properties"] ?? {}).map(key => ({ [key]: [{ name: "one" }, { name: "two" }] }));
}

/** A machine with nothing on it: no files, and programs that know of nothing */
function emptyMachine(root: string, stage: Stage): Host {
  return hostForTests(root, stage, ({ args }) => ({
    stdout: args.some(word => /^(-j|--?json)/.test(word)) ? "[]" : "",
  }));
}
