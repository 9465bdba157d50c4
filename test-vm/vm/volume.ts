import { truncate, writeFile } from "node:fs/promises";
import { run } from "../../provisioner/host/run.ts";

/** Writes a FAT image labelled GROUNDSTATE with these files at its root; no mount, no root needed */
export async function createVolume(
  path: string,
  files: Record<string, string>,
  label = "GROUNDSTATE",
): Promise<void> {
  await writeFile(path, "");
  await truncate(path, 16 * 1024 ** 2);
  await run("mkfs.vfat", ["-n", label, path]);
  for (const [name, content] of Object.entries(files)) {
    await run("mcopy", ["-i", path, "-", `::${name}`], { input: content });
  }
}
