import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

/** The rooms and what each may import, as docs/architecture.md draws them; rooms import from rooms above them in this list */
const mayImport: Record<string, string[]> = {
  "provisioner/host": [],
  "provisioner/state": ["provisioner/host"],
  "provisioner/ledger": ["provisioner/host"],
  "provisioner/contract": ["provisioner/host", "provisioner/state"],
  "provisioner/plugins": ["provisioner/host", "provisioner/state", "provisioner/contract"],
  "provisioner/manager": [
    "provisioner/host",
    "provisioner/state",
    "provisioner/ledger",
    "provisioner/contract",
    "provisioner/plugins",
  ],
  "provisioner/cli": ["provisioner/"],
  "provisioner/start": [],
  "provisioner/benchmark": ["provisioner/"],
  "provisioner/faults": ["provisioner/"],
  installer: ["provisioner/"],
  "iso-build": ["provisioner/host", "provisioner/state"],
  "test-vm": ["provisioner/host"],
};

/** Only the host room may reach for these: programs, the bus */
const doors = ["execa", "node:child_process", "child_process", "@jellybrick/dbus-next"];

const sources = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts"], {
  encoding: "utf8",
})
  .split("\n")
  .filter(file => Object.keys(mayImport).some(room => file.startsWith(`${room}/`)))
  .filter(file => existsSync(file)); // git lists what is deleted until the next commit
const imports = new Map(sources.map(file => [file, importsOf(file)]));

test("rooms import only from the rooms below them", () => {
  const wrong = sources.flatMap(file =>
    localImports(file)
      .filter(target => roomOf(target) !== roomOf(file))
      .filter(target => !mayImport[roomOf(file)]?.some(allowed => target.startsWith(allowed)))
      .map(target => `${file} imports ${target}`),
  );

  expect(wrong).toEqual([]);
});

test("no plugin imports from the folder of another", () => {
  const folderOf = (file: string): string | undefined => /^provisioner\/plugins\/([^/]+)\//.exec(file)?.[1];
  const wrong = sources.flatMap(file =>
    localImports(file)
      .filter(target => folderOf(file) && folderOf(target) && folderOf(target) !== folderOf(file))
      .map(target => `${file} imports ${target}`),
  );

  expect(wrong).toEqual([]);
});

test("nothing but the host room starts a program or opens a bus", () => {
  const wrong = sources
    .filter(file => roomOf(file) !== "provisioner/host" && !file.endsWith(".test.ts"))
    .flatMap(file =>
      (imports.get(file) ?? []).filter(name => doors.includes(name)).map(name => `${file}: ${name}`),
    );

  expect(wrong).toEqual([]);
});

test("there is no import cycle, type imports included", () => {
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) {
      cycles.push([...path.slice(path.indexOf(file)), file].join(" -> "));
      return;
    }
    if (done.has(file)) return;
    for (const target of localImports(file)) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of sources) visit(file, []);

  expect(cycles).toEqual([]);
});

test("no file is longer than 300 lines", () => {
  const long = sources.filter(file => readFileSync(file, "utf8").split("\n").length > 301);

  expect(long).toEqual([]);
});

function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/^(?:import|export)\s[^"']*?from\s+"([^"]+)"|\bimport\("([^"]+)"\)/gms)].map(
    match => match[1] ?? match[2] ?? "",
  );
}

function localImports(file: string): string[] {
  return (imports.get(file) ?? [])
    .filter(name => name.startsWith("."))
    .map(name => normalize(join(dirname(file), name)));
}

function roomOf(file: string): string {
  return Object.keys(mayImport).find(room => file.startsWith(`${room}/`)) ?? "outside";
}
