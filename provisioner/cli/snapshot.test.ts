import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ModelledMachine, machineBelow } from "../plugins/filesystem/modelled-machine.fixture.ts";
import { settingIn, snapshotServiceText } from "../plugins/filesystem/unit-texts.ts";
import { commandLine } from "./command-line.fixture.ts";

let root: string;
let machine: ModelledMachine;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "groundstate-cli-snapshot-"));
  machine = await machineBelow(root);
});
afterEach(() => rm(root, { recursive: true }));

/** What systemd would run */
function wordsOf(path: string, retention?: number): string[] {
  const text = snapshotServiceText(path, { name: "nightly", ...(retention !== undefined && { retention }) });
  return settingIn(text, "ExecStart")?.split(" ").slice(1) ?? [];
}

test("the command that the service starts takes a snapshot, prunes, and says both", async () => {
  const { host } = machine;
  await host.run("btrfs", ["subvolume", "create", host.files.path("/data")]);
  await commandLine({ host, plugins: [] }, ...wordsOf("/data"));
  machine.now = new Date("2026-11-21T00:00:00Z");

  const { out, status } = await commandLine({ host, plugins: [] }, ...wordsOf("/data", 1));

  expect(out).toBe(
    "took /data/.snapshots/nightly-20261121-000000\ndeleted /data/.snapshots/nightly-20261120-204808\n",
  );
  expect(status).toBe(0);
});

test("where there is no subvolume it fails, and says what to do", async () => {
  const { err, status } = await commandLine({ host: machine.host, plugins: [] }, ...wordsOf("/srv"));

  expect(err).toContain("cannot take a snapshot of /srv: found no btrfs subvolume at that path");
  expect(status).toBe(1);
});
