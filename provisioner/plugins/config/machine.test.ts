import { lstatSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import type { Json } from "../../host/json.ts";
import { configPlugin } from "./index.ts";
import { type ConfigMachine, configMachine } from "./machine.fixture.ts";
import { sha256 } from "./text.ts";

let machine: ConfigMachine;
beforeEach(async () => {
  machine = await configMachine();
});

test("a file gets its text, mode and owner, in folders that are made for it; then there is nothing to do", async () => {
  const section = { "/etc/app/conf.d/a": { content: "x\n", mode: "0640", owner: "app", group: "adm" } };

  await machine.apply(section);

  expect(await machine.host.files.read("/etc/app/conf.d/a")).toBe("x\n");
  expect(await machine.host.files.facts("/etc/app/conf.d/a")).toMatchObject({
    mode: 0o640,
    uid: 2000,
    gid: 4,
  });
  expect(await machine.host.files.facts("/etc/app/conf.d")).toMatchObject({ mode: 0o755, uid: 0 });
  expect(await machine.left(section)).toEqual([]);
});

test("what the document leaves open stays: mode and owner of a file that is there, content where none is given", async () => {
  await machine.host.files.write("/etc/a", "old\n", { mode: 0o600, uid: 2000, gid: 4 });
  await machine.host.files.write("/etc/b", "kept\n", { mode: 0o600 });
  const before = lstatSync(join(machine.root, "etc/b"));

  await machine.apply({ "/etc/a": { content: "new\n" }, "/etc/b": { mode: "0644" } });

  expect(await machine.host.files.facts("/etc/a")).toMatchObject({ mode: 0o600, uid: 2000, gid: 4 });
  expect(await machine.host.files.read("/etc/b")).toBe("kept\n");
  const after = lstatSync(join(machine.root, "etc/b"));
  expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
  expect(after.mode & 0o777).toBe(0o644);
});

test("a template is rendered with facts, variables and the file's own variables", async () => {
  await machine.host.files.write("/etc/groundstate/templates/a.j2", "{{ hostname }} {{ one }} {{ two }}\n");
  const files = { "/etc/a": { template: "templates/a.j2", variables: { two: 22 } } };

  await machine.apply(files, { variables: { one: 1, two: 2 } });

  expect(await machine.host.files.read("/etc/a")).toBe("web1 1 22\n");
});

test("a template and a source that the document writes as well are used as it writes them", async () => {
  const filesWith = (content: string): Record<string, Json> => ({
    "/etc/groundstate/templates/a.j2": { content: `${content} {{ hostname }}` },
    "/etc/a": { template: "templates/a.j2" },
    "/etc/app/b": { content },
    "/etc/b": { source: "/etc/app/b", checksum: `sha256:${sha256(content)}` },
  });

  for (const content of ["one", "two"]) {
    await machine.apply(filesWith(content));

    expect(await machine.host.files.read("/etc/a")).toBe(`${content} web1`);
    expect(await machine.host.files.read("/etc/b")).toBe(content);
    expect(await machine.left(filesWith(content))).toEqual([]);
  }
});

test("a source is copied byte for byte, and what was copied holds when the source is gone", async () => {
  const bytes = Buffer.from([0, 255, 10, 13]);
  await machine.host.files.write("/usr/share/a", bytes);
  const section = { "/etc/a": { source: "/usr/share/a", checksum: `sha256:${sha256(bytes)}` } };

  await machine.apply(section);
  await machine.host.files.remove("/usr/share/a");

  expect((await machine.host.files.readBytes("/etc/a"))?.equals(bytes)).toBe(true);
  expect(await machine.left(section)).toEqual([]);
});

test("a source that a package may bring is waited for; one that never comes fails the apply", async () => {
  const section = { "/etc/a": { source: "/usr/share/a", checksum: `sha256:${sha256("x")}` } };

  expect(await machine.left(section)).toMatchObject([{ kind: "create" }]);
  await expect(machine.apply(section)).rejects.toThrow("there is no file /usr/share/a");
});

test.each<[string, Record<string, Json>, string]>([
  ["a source with other bytes", { source: "/etc/hostname", checksum: `sha256:${sha256("x")}` }, "sha256:"],
  ["a template with another checksum", { template: "a\n", checksum: `sha256:${sha256("x")}` }, "sha256:"],
  ["a checksum that is none", { template: "a\n", checksum: "sha256:abc123..." }, "no whole checksum"],
  ["a template that is not there", { template: "a.j2" }, "/etc/groundstate/a.j2"],
  ["a template with a name that nobody gave", { template: "{{ x }}" }, "undefined variable: x"],
])("%s is refused, and nothing is planned", async (_what, file, reason) => {
  const [action] = await machine.left({ "/etc/a": file });

  expect(action).toMatchObject({ refused: expect.stringContaining(reason), operations: [] });
});

test("a folder in the way is refused, for files and for their removal", async () => {
  await machine.host.files.makeDirectory("/etc/a");

  for (const file of [{ content: "x" }, { state: "absent" }, { mode: "0700" }])
    expect(await machine.left({ "/etc/a": file })).toMatchObject([
      { refused: expect.stringContaining("a folder") },
    ]);
});

test("a file that is only compared is told when it is another, and left alone", async () => {
  const section = { "/etc/hostname": { checksum: `sha256:${sha256("web1\n")}` } };
  expect(await machine.left(section)).toEqual([]);

  await machine.host.files.write("/etc/hostname", "other\n");

  const found = await machine.left(section);
  expect(found[0]?.advisory).not.toContain("sha256:");
  expect(found).toMatchObject([
    {
      resource: "checksum/etc/hostname",
      advisory: expect.stringContaining("another checksum"),
      operations: [],
    },
  ]);
});

test("a file goes that the document removes, or that an earlier one made; not one that was there before", async () => {
  await machine.host.files.write("/etc/before", "old\n");
  await machine.host.files.write("/etc/unwanted", "old\n");

  await machine.apply({ "/etc/before": { content: "x" }, "/etc/made": { content: "x" } });
  await machine.apply({ "/etc/unwanted": { state: "absent" } });

  expect(await machine.host.files.list("/etc")).toEqual(expect.arrayContaining(["before"]));
  expect(await machine.host.files.list("/etc")).not.toEqual(expect.arrayContaining(["made"]));
  expect(await machine.host.files.list("/etc")).not.toEqual(expect.arrayContaining(["unwanted"]));
  expect(await machine.left({})).toEqual([]);
});

test("a file that a package laid down between plan and apply does not go later", async () => {
  const transaction = await machine.begin({ "/etc/pkg.conf": { content: "x" } });
  await machine.host.files.write("/etc/pkg.conf", "from the package\n");
  await transaction.apply();

  expect(await machine.left({})).toEqual([]);
});

test("a link is replaced by the file, never followed", async () => {
  await machine.host.files.write("/etc/target", "target\n");
  await machine.host.files.link("/etc/a", "target");

  const [action] = (await machine.apply({ "/etc/a": { content: "x" } })).actions;

  expect(action?.changes).toContainEqual({ path: "link", from: "target" });
  expect(await machine.host.files.facts("/etc/a")).toMatchObject({ kind: "file", mode: 0o644 });
  expect(await machine.host.files.read("/etc/target")).toBe("target\n");
});

test("a link that somebody laid into a folder of theirs is refused, for the file, its template and its source", async () => {
  await machine.host.files.makeDirectory("/srv/app", { mode: 0o755, uid: 2000 });
  symlinkSync(join(machine.root, "etc"), join(machine.root, "srv/app/conf"));
  const checksum = `sha256:${sha256("x")}`;

  const found = await machine.left({
    "/srv/app/conf/a": { content: "x" },
    "/srv/app/conf/b": { state: "absent" },
    "/etc/c": { template: "/srv/app/conf/hostname" },
    "/etc/d": { source: "/srv/app/conf/hostname", checksum },
  });

  expect(found).toHaveLength(4);
  for (const action of found) expect(action.refused).toContain("symbolic link");
});

test("what stands in a file is in no plan, and of a sensitive one not even size or checksum", async () => {
  const content = "Planted5ecret\n";
  const files = { "/etc/a": { content }, "/etc/b": { content, sensitive: true } };

  const [open, secret] = (await machine.begin(files)).actions.map(({ operations: _, ...told }) =>
    JSON.stringify(told),
  );

  expect(open).not.toContain("Planted5ecret");
  expect(open).toContain(`1 line, sha256:${sha256(content).slice(0, 12)}`);
  expect(secret).not.toMatch(/Planted5ecret|1 line|sha256/);
  await machine.apply(files);
  expect(await machine.host.files.facts("/etc/b")).toMatchObject({ mode: 0o600 });
  expect(JSON.stringify(await configPlugin.open({ files }).query(machine.host))).not.toContain(
    "Planted5ecret",
  );
});

test("of a sensitive file a query tells only whether it is as wanted", async () => {
  const files = {
    "/etc/a": { content: "Planted5ecret\n", sensitive: true },
    "/etc/b": { template: "a {{ hostname }}", sensitive: true, checksum: `sha256:${sha256("a web1")}` },
  };
  const queried = async (): Promise<unknown> => configPlugin.open({ files }).query(machine.host);

  expect(await queried()).toMatchObject({ files: { "/etc/a": { text: { holds: false } } } });
  expect(JSON.stringify(await queried())).not.toMatch(/sha256|1 line/);
  await machine.apply(files);
  expect(await queried()).toMatchObject({ files: { "/etc/a": { text: { holds: true } } } });
  expect(JSON.stringify(await queried())).not.toMatch(/sha256|1 line/);
});

test("how many lines come and go is told", async () => {
  await machine.host.files.write("/etc/a", "one\ntwo\ntwo\n");

  const [action] = await machine.left({ "/etc/a": { content: "two\nthree\nfour\n" } });

  expect(action?.changes).toEqual([{ path: "content", from: "3 lines", to: "3 lines, 2 new, 2 gone" }]);
});

test("an owner that nobody brought fails the apply with the way to mend it", async () => {
  await expect(machine.apply({ "/etc/a": { content: "x", owner: "nobody-there" } })).rejects.toThrow(
    "put nobody-there into plugins.users",
  );
});
