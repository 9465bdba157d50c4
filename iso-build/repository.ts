import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { run } from "../provisioner/host/run.ts";
import type { Cached } from "./cache.ts";
import { suite } from "./packages.ts";

/** An apt repository below `medium`: pool/, and dists/ with its index; for `deb [trusted=yes] file:… trixie main` */
export async function writeRepository(medium: string, pool: Cached, debs: readonly string[]): Promise<void> {
  const folder = join(medium, "pool");
  await mkdir(folder);
  for (const name of await packagesIn(pool)) await copyFile(join(pool.directory, name), join(folder, name));
  for (const deb of debs) await copyFile(deb, join(folder, basename(deb)));
  const index = join(medium, "dists", suite, "main", "binary-amd64");
  await mkdir(index, { recursive: true });
  const { stdout: packages } = await run("apt-ftparchive", ["packages", "pool"], { directory: medium });
  await writeFile(join(index, "Packages"), packages);
  const about = Object.entries(releaseFields).map(
    ([key, value]) => `APT::FTPArchive::Release::${key}=${value}`,
  );
  const options = about.flatMap(option => ["-o", option]);
  const { stdout: release } = await run("apt-ftparchive", [...options, "release", join("dists", suite)], {
    directory: medium,
  });
  await writeFile(join(medium, "dists", suite, "Release"), release);
}

const releaseFields = {
  Origin: "Groundstate",
  Label: "Groundstate-medium",
  Suite: suite,
  Codename: suite,
  Architectures: "amd64",
  Components: "main",
};

/** File names of the packages in a pool */
export async function packagesIn(pool: Cached): Promise<string[]> {
  return (await readdir(pool.directory)).filter(name => name.endsWith(".deb"));
}
