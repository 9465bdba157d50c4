import { expect, test } from "vitest";
import type { Json } from "../../host/json.ts";
import type { StateDocument } from "../../state/document.ts";
import { checkConfig } from "./check.ts";
import { configPlugin } from "./index.ts";
import type { ConfigFile, ConfigSection } from "./schema.ts";
import { sha256 } from "./text.ts";

const text = { content: "x\n" };

test.each<[string, string, ConfigFile]>([
  ["two texts", "/files/~1etc~1a", { content: "x", template: "{{ hostname }}" }],
  ["nothing but a unit", "/files/~1etc~1a", { reload: ["ssh"] }],
  ["a source that nobody pinned", "/files/~1etc~1a/source", { source: "/usr/share/a" }],
  [
    "the checksum of something else",
    "/files/~1etc~1a/checksum",
    { ...text, checksum: `sha256:${sha256("y")}` },
  ],
  ["a template that cannot be rendered", "/files/~1etc~1a/template", { template: "{{ nobody }}" }],
  ["a template that is found upwards", "/files/~1etc~1a/template", { template: "../a.j2" }],
])("%s is a mistake", (_what, pointer, file) => {
  expect(pointersOf({ files: { "/etc/a": file } })).toEqual([pointer]);
});

test.each<[string, ConfigFile]>([
  ["a mode alone", { mode: "0600" }],
  ["a checksum alone", { checksum: `sha256:${sha256("x")}` }],
  ["a text with its checksum", { ...text, checksum: `sha256:${sha256("x\n").toUpperCase()}` }],
  ["a template with facts and variables", { template: "{{ fqdn }} {{ port }}", variables: { port: 1 } }],
  ["a template of which only the path is known", { template: "templates/a.j2" }],
])("%s is fine", (_what, file) => {
  expect(pointersOf({ files: { "/etc/a": file } })).toEqual([]);
});

test.each<[string, ConfigFile, ConfigFile]>([
  ["template that it makes from another", { template: "/etc/b" }, { template: "{{ hostname }}\n" }],
  ["template that it removes", { template: "/etc/b" }, { state: "absent" }],
  [
    "source that it copies itself",
    { source: "/etc/b", checksum: `sha256:${sha256("x")}` },
    { source: "/etc/c", checksum: `sha256:${sha256("x")}` },
  ],
])("a %s cannot be used in the same document", (_what, file, used) => {
  const key = file.template === undefined ? "source" : "template";

  expect(pointersOf({ files: { "/etc/a": file, "/etc/b": used } })).toEqual([`/files/~1etc~1a/${key}`]);
});

test("a template that the document writes is rendered as a trial", () => {
  const files = (content: string): Record<string, ConfigFile> => ({
    "/etc/groundstate/templates/a.j2": { content },
    "/etc/a": { template: "templates/a.j2" },
  });

  expect(pointersOf({ files: files("{{ hostname }}") })).toEqual([]);
  expect(pointersOf({ files: files("{{ nobody }}") })).toEqual(["/files/~1etc~1a/template"]);
});

test("a checksum that was only hinted at is a warning, for older documents have such", () => {
  const problems = checkConfig(
    { files: { "/etc/a": { template: "a.j2", checksum: "sha256:abc123..." } } },
    documentOf({}),
  );

  expect(problems).toMatchObject([{ pointer: "/files/~1etc~1a/checksum", severity: "warning" }]);
});

test("a sensitive template's mistake is told by its place alone", () => {
  const file = { template: "{{ 'Planted' | unknown }}", sensitive: true };

  expect(JSON.stringify(checkConfig({ files: { "/etc/a": file } }, documentOf({})))).not.toContain("unknown");
});

test.each([
  "/etc/fstab",
  "/etc/shadow",
  "/etc/sudoers.d/50-groundstate-admin",
  "/etc/systemd/network/50-groundstate-vmbr0.network",
  "/etc/systemd/system/app.service",
  "/etc/hostname",
  "/etc/groundstate/state.json",
  "/var/lib/groundstate/ledger.jsonl",
  "/var/lib/lxc/web/config",
  "/home/admin/.ssh/authorized_keys",
  "/proc/sys/net/ipv4/ip_forward",
])("%s is kept by somebody else, who is named", path => {
  const [problem] = checkConfig({ files: { [path]: text } }, documentOf({}));

  expect(problem).toMatchObject({
    found: expect.stringContaining("keeps"),
    fix: expect.stringContaining(" "),
  });
});

test.each([
  "/etc/sudoers.d/ops",
  "/etc/groundstate/templates/a.j2",
  "/etc/hosts",
  "/etc/systemd/journald.conf.d/a.conf",
])("%s may be written", path => {
  expect(pointersOf({ files: { [path]: text } })).toEqual([]);
});

test("/etc/hosts belongs to the plugin identity as soon as the document names the machine", () => {
  const document = { ...documentOf({}), bootstrap: { hostname: "web1" } };

  expect(checkConfig({ files: { "/etc/hosts": text } }, document)).toHaveLength(1);
});

test("a path cannot be a file and a folder at once", () => {
  expect(pointersOf({ files: { "/etc/a": text, "/etc/a/b": text } })).toEqual(["/files/~1etc~1a~1b"]);
  expect(pointersOf({ files: { "/etc/a": { state: "absent" }, "/etc/a/b": text } })).toEqual([]);
});

test("an owner that the same document removes is a mistake", () => {
  const users = { accounts: { app: { state: "absent" } }, groups: { web: { state: "absent" } } };
  const file = { ...text, owner: "app", group: "web" };

  expect(pointersOf({ files: { "/etc/a": file } }, { users })).toEqual([
    "/files/~1etc~1a/owner",
    "/files/~1etc~1a/group",
  ]);
});

test.each<[string, Json, string[]]>([
  ["nothing", {}, []],
  ["the same", { "ssh.service": { state: "enabled" } }, []],
  ["its half", { ssh: { running: true } }, []],
  ["it down", { ssh: { state: "stopped" } }, ["/services/ssh/state"]],
  ["it masked", { "ssh.service": { state: "masked" } }, ["/services/ssh/enabled", "/services/ssh/state"]],
])("a service beside a section systemd that wants %s", (_what, services, pointers) => {
  const section: ConfigSection = { services: { ssh: { enabled: true, state: "running" } } };

  expect(pointersOf(section, { systemd: { services } })).toEqual(pointers);
});

test("older documents write files as a list with paths", () => {
  const written = { files: [{ path: "/etc/a", content: "x" }], services: [{ name: "ssh", enabled: true }] };

  expect(configPlugin.normalise(written)).toEqual({
    files: { "/etc/a": { content: "x" } },
    services: { ssh: { enabled: true } },
  });
});

test("templates know the names that the document gives the machine", () => {
  const document = {
    ...documentOf({ config: { variables: { domain: "own" } } }),
    bootstrap: { hostname: "h", domain: "d" },
  };

  expect(configPlugin.section(document)).toEqual({ variables: { hostname: "h", domain: "own" } });
});

test("a name that the network's section gives counts as well", () => {
  const netcfg = { dns: { hostname: "n" } };

  expect(configPlugin.section(documentOf({ netcfg, config: {} }))).toEqual({ variables: { hostname: "n" } });
  expect(pointersOf({ files: { "/etc/hosts": text } }, { netcfg })).toEqual(["/files/~1etc~1hosts"]);
});

function pointersOf(section: ConfigSection, plugins: Record<string, Json> = {}): string[] {
  return checkConfig(section, documentOf(plugins)).map(({ pointer }) => pointer);
}

function documentOf(plugins: Record<string, Json>): StateDocument {
  return { version: 1, plugins };
}
