import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../../provisioner/host/run.ts";
import { createVolume } from "./volume.ts";

test("the volume has its label and holds its files, long names included", async () => {
  const folder = await mkdtemp(join(tmpdir(), "volume-"));
  const path = join(folder, "volume.img");

  await createVolume(path, { "state.json": '{"version": 1}\n', "a longer name.yaml": "x: 1\n" });

  const { stdout: label } = await run("blkid", ["-p", "-o", "value", "-s", "LABEL", path]);
  expect(label.trim()).toBe("GROUNDSTATE");
  const { stdout: text } = await run("mcopy", ["-i", path, "::state.json", "-"]);
  expect(text).toBe('{"version": 1}\n');
  const { stdout: other } = await run("mcopy", ["-i", path, "::a longer name.yaml", "-"]);
  expect(other).toBe("x: 1\n");
});
