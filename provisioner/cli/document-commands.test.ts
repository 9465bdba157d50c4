import { expect, onTestFinished, test } from "vitest";
import type { Machine } from "../manager/machine.ts";
import { documentPath } from "../manager/paths.ts";
import { type FakeMachine, fakeMachine } from "../plugins/packagekit/fake-package-kit.fixture.ts";
import { packagekitPlugin } from "../plugins/packagekit/index.ts";
import { commandLine } from "./command-line.fixture.ts";

const repository = { htop: { version: "3.4" }, vim: { version: "9.1" } };
const wantsHtop = { version: 1, plugins: { packagekit: { packages: { htop: {}, vim: "absent" } } } };

test("check names every problem of a bad document by file, line, column and pointer, and exits 2", async () => {
  const machine = await machineWith({});
  const bad =
    '{\n  "version": 1,\n  "plugins": {\n    "packagekit": { "pakages": {} },\n    "nonsense": {}\n  }\n}\n';
  await machine.host.files.write("/root/bad.json", bad);

  const { out, status } = await commandLine(machine, "check", "/root/bad.json");

  expect(status).toBe(2);
  const [count, ...problems] = out.trimEnd().split("\n");
  expect(count).toBe("2 problems in /root/bad.json");
  expect(problems).toHaveLength(2);
  expect(out).toMatch(/^\/root\/bad\.json:4:\d+ \/plugins\/packagekit\/pakages: found .*, do: .*packages/m);
  expect(out).toMatch(/^\/root\/bad\.json:5:\d+ \/plugins\/nonsense: found .*$/m);
});

test("check says of each document whether it is accepted; one that is not is enough for status 2", async () => {
  const machine = await machineWith({}, wantsHtop);
  await machine.host.files.write("/root/bad.yaml", "version: 1\nplugin: {}\n");

  const text = await commandLine(machine, "check", documentPath, "/root/bad.yaml");
  const json = await commandLine(machine, "check", "--json", documentPath, "/root/bad.yaml");

  expect(text.out).toContain(`${documentPath}: accepted\n`);
  expect(text.out).toContain("/root/bad.yaml:2:1 ");
  expect([text.status, json.status]).toEqual([2, 2]);
  expect(JSON.parse(json.out)).toMatchObject([
    { file: documentPath, accepted: true, problems: [] },
    { file: "/root/bad.yaml", accepted: false, problems: [{ position: { line: 2, column: 1 } }] },
  ]);
});

test("a file that is not there is said to be so, and exits 2", async () => {
  const machine = await machineWith({});

  for (const command of ["check", "plan", "apply", "verify"]) {
    const { err, status } = await commandLine(machine, command, "/root/none.json");
    expect(status).toBe(2);
    expect(err).toContain("cannot read /root/none.json: found no such file");
  }
});

test.each(["plan", "diff", "show-diff"])("%s shows what apply would do, and does nothing", async command => {
  const machine = await machineWith({ vim: "9.1" }, wantsHtop);

  const { out, status } = await commandLine(machine, command);

  expect(status).toBe(0);
  expect(out).toContain("+ packagekit  install htop");
  expect(out).toContain("- packagekit  remove vim");
  expect(out.trimEnd().split("\n").at(-1)).toBe("2 to change, 0 hold");
  expect(machine.fake.done).toEqual([]);
});

test("a plan with something that cannot be done says so and exits 2", async () => {
  const machine = await machineWith(
    { dash: "0.5" },
    { version: 1, plugins: { packagekit: { packages: { dash: "absent" } } } },
  );

  const { out, status } = await commandLine(machine, "plan");

  expect(status).toBe(2);
  expect(out).toMatch(/cannot be done: .*essential/);
});

test("verify finds drift, apply mends it, then verify and plan find nothing", async () => {
  const machine = await machineWith({}, wantsHtop);

  expect(await commandLine(machine, "verify")).toMatchObject({
    status: 3,
    out: expect.stringMatching(/^drift:\n/),
  });
  const applied = await commandLine(machine, "apply");
  expect(applied).toMatchObject({ status: 0, err: "" });
  expect(applied.out).toMatch(/^applied 1 change; 2 resources hold \(transaction \S+\)$/m);
  expect(machine.fake.installed.get("htop")).toBe("3.4");
  expect(await commandLine(machine, "verify")).toMatchObject({ status: 0, out: "all 2 resources hold\n" });
  expect((await commandLine(machine, "plan")).out).toBe("nothing to change: 2 resources hold\n");
  expect((await commandLine(machine, "apply")).out).toMatch(/^nothing to change: 2 resources hold/);
});

test("an apply that fails exits 1, says what was rolled back, and status remembers it", async () => {
  const machine = await machineWith({}, wantsHtop);
  machine.fake.faults.error = [13, "unmet dependencies"];

  const { err, status } = await commandLine(machine, "apply");

  expect(status).toBe(1);
  expect(err).toContain("could not install htop: found unmet dependencies");
  expect(err).toContain("everything was rolled back (transaction ");
  expect((await commandLine(machine, "status")).out).toMatch(/^state {8}failed$/m);
});

test.each(["plan", "apply", "verify"])(
  "%s of a plugin that does not exist exits 2 and names those that do",
  async command => {
    const machine = await machineWith({}, wantsHtop);

    const { err, status } = await commandLine(machine, command, "--plugin", "pakagekit");

    expect(status).toBe(2);
    expect(err).toContain("pakagekit");
    expect(err).toContain("needs one of packagekit");
  },
);

test("with --json plan, dry run, apply and verify print one JSON value and nothing else", async () => {
  const machine = await machineWith({ vim: "9.1" }, wantsHtop);
  const json = async (...words: string[]): Promise<unknown> =>
    JSON.parse((await commandLine(machine, ...words, "--json")).out);
  const install = expect.objectContaining({ plugin: "packagekit", kind: "create" });

  expect(await json("plan")).toMatchObject({ actions: expect.arrayContaining([install]), holding: 0 });
  expect(await json("apply", "--dry-run")).toEqual(await json("plan"));
  expect(await json("verify")).toMatchObject({ drift: expect.arrayContaining([install]), holding: 0 });
  expect(await json("apply")).toMatchObject({
    applied: expect.arrayContaining([install]),
    deferred: [],
    holding: 2,
  });
});

test("query and schema print JSON", async () => {
  const machine = await machineWith({ vim: "9.1" }, wantsHtop);

  const queried = await commandLine(machine, "query");
  const schema = await commandLine(machine, "schema");

  expect(Object.keys(JSON.parse(queried.out))).toEqual(["packagekit"]);
  expect(JSON.parse(schema.out)).toMatchObject({ properties: { plugins: expect.anything() } });
});

test.each([
  ["query-state", "packagekit"],
  ["query", "--plugin", "packagekit"],
  ["query", "--json"],
])("%s %s prints what the plugin reads", async (...words) => {
  const machine = await machineWith({ vim: "9.1" }, wantsHtop);

  expect(Object.keys(JSON.parse((await commandLine(machine, ...words)).out))).toEqual(["packagekit"]);
});

test("query of a plugin that the document does not speak to exits 2 and names those that it does", async () => {
  const machine = await machineWith({}, wantsHtop);

  const { err, status } = await commandLine(machine, "query", "--plugin", "users");

  expect(status).toBe(2);
  expect(err).toContain("needs one of packagekit");
});

test("the list of commands has no long aliases; they work, and the help of the command names them", async () => {
  const machine = await machineWith({}, wantsHtop);

  const { out } = await commandLine(machine, "--help");

  expect(out).toMatch(/^ {2}plan\|diff \[file\] /m);
  expect(out).not.toMatch(/apply-state|query-state|show-diff/);
  expect((await commandLine(machine, "apply-state", "--help")).out).toContain("apply|apply-state");
  expect((await commandLine(machine, "apply-state", "--dry-run")).out).toContain(
    "+ packagekit  install htop",
  );
});

test("what is no command, or a word too many, exits 2; help exits 0", async () => {
  const machine = await machineWith({});

  expect(await commandLine(machine, "aply")).toMatchObject({
    status: 2,
    err: expect.stringContaining("Did you mean apply?"),
  });
  expect(await commandLine(machine, "status", "--nonsense")).toMatchObject({ status: 2 });
  expect(await commandLine(machine, "--help")).toMatchObject({
    status: 0,
    out: expect.stringContaining("hash-password"),
  });
});

async function machineWith(
  installed: Record<string, string>,
  document?: object,
): Promise<Machine & { fake: FakeMachine }> {
  const fake = await fakeMachine(installed, repository);
  onTestFinished(() => fake.remove());
  if (document) await fake.host.files.write(documentPath, JSON.stringify(document));
  return { fake, host: fake.host, plugins: [packagekitPlugin] };
}
