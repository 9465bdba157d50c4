import { afterEach, beforeEach, expect, test } from "vitest";
import { type FakeMachine, fakeMachine } from "./fake-package-kit.fixture.ts";
import { readManifest } from "./manifest.ts";

let machine: FakeMachine;

beforeEach(async () => {
  machine = await fakeMachine({}, {});
});
afterEach(() => machine.remove());

async function read(manifest: unknown): Promise<unknown> {
  await machine.host.files.write("/root/manifest.json", JSON.stringify(manifest));
  return readManifest(machine.host.files, "/root/manifest.json");
}

test("a manifest in stages lists packages of all of them, and what else it knows of each does not matter", async () => {
  const entry = { version: "1:2.0-1", architecture: "amd64", essential: false, depends: ["libc6"] };
  const stages = [
    { name: "required", priority: 1, packages: [{ name: "htop", ...entry }] },
    { name: "optional", packages: ["tmux"] },
  ];
  expect(await read({ version: "1.0", target: { distribution: "any" }, stages })).toEqual({
    packages: { htop: { version: "1:2.0-1" }, tmux: {} },
  });
});

test("a manifest is also a list, a map, or either under `packages`", async () => {
  const packages = { htop: {}, vim: { version: "9" } };
  const list = ["htop", { name: "vim", version: "9" }];
  for (const form of [list, packages, { packages: list }, { packages }])
    expect(await read(form)).toEqual({ packages });
});

test("what is no list of packages is said to be none", async () => {
  const problem = "/root/manifest.json is no list of packages";
  for (const form of [{ stages: ["htop", 7] }, { stages: [{ packages: [{}] }] }, "htop", 7])
    expect(await read(form)).toEqual({ problem });
});
