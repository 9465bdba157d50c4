import { copyFile, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { wantedPackages } from "../provisioner/state/wanted-packages.ts";
import { archivesIn } from "./base-layer.ts";
import { type Cached, cached } from "./cache.ts";
import { type LayeredRoot, withLayeredRoot } from "./layered-root.ts";
import { lendApt } from "./lend-apt.ts";
import { poolPackages } from "./packages.ts";
import type { Project } from "./project.ts";

/** Packages for offline installs, with everything they need that the base lacks */
export async function packagePool({ root, cache }: Project, base: Cached): Promise<Cached> {
  const packages = await packagesOfMedium(join(root, "states"));
  return await cached(cache, "pool", { recipe: 1, base: base.key, packages }, async directory => {
    const archives = archivesIn(cache);
    const collect = async (inside: LayeredRoot): Promise<void> => {
      await lendApt(inside, base, archives);
      const install = ["apt-get", "--yes", "--no-install-recommends", "install", ...packages];
      const { stdout } = await inside.chroot([...install, "--simulate"]);
      await inside.chroot([...install, "--download-only"]);
      for (const file of packageFiles(stdout)) await copyFile(join(archives, file), join(directory, file));
    };
    await withLayeredRoot([join(base.directory, "base.squashfs")], collect, async () => undefined);
  });
}

/** Names that the example documents want installed, and the ones that belong on every medium */
async function packagesOfMedium(states: string): Promise<string[]> {
  const wanted = new Set(poolPackages);
  for (const name of await readdir(states).catch(() => [])) {
    if (!name.endsWith(".json") || name === "schema.json") continue;
    const document: unknown = JSON.parse(await readFile(join(states, name), "utf8"));
    for (const found of wantedPackages(document)) wanted.add(found.name);
  }
  return [...wanted].sort();
}

/** File names in apt's archive folder, from the "Inst" lines of a simulated install */
export function packageFiles(simulation: string): string[] {
  const lines = simulation.matchAll(/^Inst (\S+) (?:\[\S+\] )?\((\S+) .*\[(\w+)\]\)/gm);
  return [...lines].map(
    ([, name, version, arch]) => `${name}_${version?.replaceAll(":", "%3a")}_${arch}.deb`,
  );
}
