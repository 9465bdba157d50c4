import { readdirSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../host/json.ts";
import { documentSchema } from "../state/documentation.ts";
import { formatProblem } from "../state/format-problems.ts";
import { loadDocument } from "../state/load.ts";
import { normaliseDocument } from "../state/normalise.ts";
import type { Problem } from "../state/problem.ts";
import { plugins, sections } from "./all.ts";

const examples = readdirSync("states")
  .filter(name => name.endsWith(".json") && name !== "schema.json")
  .map(name => ({ name, text: readFileSync(`states/${name}`, "utf8") }));

/** The spelling of the oldest documents: sections at the top level, lists, addresses by family */
const oldSpelling = `
version: 1
net:
  interfaces:
    - {name: enp1s0, type: ethernet, controller: br0, ipv4: {enabled: false}}
    - name: br0
      type: bridge
      ports: [enp1s0]
      ipv4:
        enabled: true
        dhcp: false
        address: [{ip: 10.1.0.5, prefix: 24}]
        gateway: 10.1.0.1
        dns: [10.1.0.1]
users:
  accounts:
    - {name: app, uid: 2000, groups: [adm], shell: /bin/bash, state: present}
  sessions: [{user: app, type: x11, display: ":0"}]
config:
  files:
    - {path: /etc/ssh/sshd_config, template: templates/sshd_config.j2, mode: "0644", owner: root, checksum: "sha256:0a1b..."}
    - {path: /etc/app/config.toml, content: "port = 8080", owner: app}
  services:
    - {name: app, enabled: true, state: running}
storage:
  devices:
    /dev/sda:
      partition_table: gpt
      partitions: [{number: 1, size: 1G, type: efi}, {number: 2, size: remaining, type: linux}]
  filesystems: {/dev/sda2: {type: btrfs, label: root}}
  btrfs_subvolumes: {/dev/sda2: [{name: "@", mount: /}]}
  mounts: {/: {device: /dev/sda2, subvol: "@", options: "compress=zstd:3"}}
`;

/** Kinds without a backend yet, and sections that came later, as older documents spell them */
const olderKinds = `
version: 1
plugins:
  net:
    interfaces:
      - name: wan0
        type: ovs-bridge
        ports: [enp7s0, veth-guest]
        ipv4: {enabled: true, dhcp: false, address: [{ip: 172.20.0.2, prefix: 24}, {ip: 172.20.0.3, prefix: 24}], gateway: 172.20.0.1}
      - {name: enp7s0, type: ethernet, controller: wan0, ipv4: {enabled: false}}
      - {name: inner0, type: ovs-bridge}
  netcfg:
    routing:
      - {destination: 172.31.0.0/16, gateway: 172.20.0.9, interface: wan0, metric: 50}
    dns: {hostname: edge, search_domains: [lab.example, example.org]}
    ovs_flows:
      - {bridge: wan0, priority: 10, match_rule: "ip,nw_dst=172.31.0.0/16", actions: normal}
`;
const olderStorage = `
version: 1
filesystem:
  mounts:
    - {source: UUID=0b1c, target: /srv/media, fstype: btrfs, options: [compress=zstd, subvol=@media], state: mounted}
  snapshots:
    - {path: /srv/media, schedule: daily, retention: 14}
storage:
  volumes:
    - {name: media, type: lvm, size: 20G, state: present}
  disks:
    - device: /dev/sdb
      partition_table: gpt
      partitions: [{number: 1, size: 2G, type: linux}]
`;

/** Everything problems say, those of the plugins' own checks as well */
function problemsOf(text: string, file: string): Problem[] {
  const loaded = loadDocument(text, file, sections);
  if (!loaded.document) return loaded.problems;
  const { document, place } = loaded;
  const later = plugins.flatMap(plugin => {
    const section = plugin.section(document);
    return section === undefined ? [] : place(plugin.open(section).check(document), plugin.name);
  });
  return [...loaded.problems, ...later];
}

test.each([
  ...examples,
  { name: "old-spelling.yaml", text: oldSpelling },
  { name: "older-kinds.yaml", text: olderKinds },
  { name: "older-storage.yaml", text: olderStorage },
])("$name is accepted", ({ name, text }) => {
  const errors = problemsOf(text, name).filter(problem => problem.severity !== "warning");
  expect(errors.map(formatProblem)).toEqual([]);
});

test("what is kept from bootstrap has no second place under plugins", () => {
  const [problem] = problemsOf('{"version": 1, "plugins": {"identity": {"hostname": "web1"}}}', "twice.json");

  expect(problem?.pointer).toBe("/plugins/identity");
});

test("the older spelling means the same as the canonical one", () => {
  const { document } = loadDocument(oldSpelling, "old.yaml", sections);
  expect(document?.plugins["network"]).toEqual({
    interfaces: {
      enp1s0: { type: "ethernet" },
      br0: {
        type: "bridge",
        bridge_ports: ["enp1s0"],
        dhcp: false,
        address: ["10.1.0.5/24"],
        gateway: ["10.1.0.1"],
        dns: ["10.1.0.1"],
      },
    },
  });
  expect(document?.plugins["users"]).toEqual({
    accounts: { app: { uid: 2000, groups: ["adm"], shell: "/bin/bash", state: "present" } },
    sessions: [{ user: "app", type: "x11", display: ":0" }],
  });
  expect(document?.plugins["config"]).toMatchObject({
    files: { "/etc/app/config.toml": { content: "port = 8080", owner: "app" } },
    services: { app: { enabled: true, state: "running" } },
  });
});

test("an example says what is wrong when one value of it is not, and where", () => {
  const documents = [...examples.map(example => example.text), oldSpelling];
  const anything = fc.oneof(
    fc.jsonValue({ maxDepth: 1 }),
    fc.constantFrom("absent", "target9", "1G", "x y", -1),
  );
  fc.assert(
    fc.property(fc.constantFrom(...documents), fc.nat(), anything, (text, which, value) => {
      const written = JSON.stringify(spoilt(canonical(text), which, value), null, 1);
      for (const problem of problemsOf(written, "spoilt.json")) {
        expect(problem.position?.line).toBeGreaterThanOrEqual(1);
        expect(formatProblem(problem)).toMatch(/^spoilt\.json:\d+:\d+.*: (warning: )?found /);
      }
    }),
    { numRuns: 300 },
  );
});

test("normalising twice is normalising once, for every example with one value changed", () => {
  const documents = [...examples.map(example => JSON.parse(example.text)), canonical(oldSpelling)];
  fc.assert(
    fc.property(
      fc.constantFrom(...documents),
      fc.nat(),
      fc.jsonValue({ maxDepth: 2 }),
      (text, which, value) => {
        const once = normaliseDocument(spoilt(text, which, value), sections).value;
        expect(normaliseDocument(once, sections).value).toEqual(once);
      },
    ),
    { numRuns: 300 },
  );
});

test("every section's schema is a strict JSON schema", () => {
  const ajv = new Ajv({ strict: true, allowUnionTypes: true });
  expect(() => ajv.compile(documentSchema(sections))).not.toThrow();
});

function canonical(text: string): Json {
  const { document } = loadDocument(text, "example", sections);
  return JSON.parse(JSON.stringify(document ?? null));
}

/** A copy of a document with one of its values, counted through, replaced */
function spoilt(document: Json, which: number, value: unknown): Json {
  const copy: Json = JSON.parse(JSON.stringify(document));
  const places = placesOf(copy);
  places[which % places.length]?.(JSON.parse(JSON.stringify(value)));
  return copy;
}

function placesOf(value: Json): ((put: Json) => void)[] {
  if (typeof value !== "object" || value === null) return [];
  const entries: [Json, (put: Json) => void][] = Array.isArray(value)
    ? value.map((entry, index) => [entry, put => value.splice(index, 1, put)])
    : Object.keys(value).map(key => [value[key] ?? null, put => Object.assign(value, { [key]: put })]);
  return entries.flatMap(([entry, set]) => [set, ...placesOf(entry)]);
}
