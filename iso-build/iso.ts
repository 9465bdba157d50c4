import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Archives } from "../provisioner/host/apt-archives.ts";
import { baseLayer } from "./base-layer.ts";
import { bootFiles, efiPrograms } from "./boot-files.ts";
import { type Cached, forget } from "./cache.ts";
import { buildDeb, ownPackages } from "./deb.ts";
import { grubConfig } from "./grub-config.ts";
import { type Grafts, writeHybridIso } from "./hybrid-iso.ts";
import { identityOf, writeIdentity } from "./identity.ts";
import { liveLayer } from "./live-layer.ts";
import { buildMirror } from "./mirror.ts";
import { groundstateLayer, installerLayer } from "./own-layers.ts";
import { packagePool } from "./pool.ts";
import { megabytes, phase, say } from "./progress.ts";
import { isoPath, type Project } from "./project.ts";
import { packagesIn, writeRepository } from "./repository.ts";

/** Builds the ISO; the big layers come from the cache unless something that they are made from has changed */
export async function buildIso(project: Project, { refresh }: { refresh: boolean }): Promise<void> {
  if (refresh) await forget(project.cache, "base");
  const mirror = await buildMirror();
  say(`Debian from ${mirror.archive}, cache in ${project.cache}`);
  const base = await phase("base layer (Debian)", () => baseLayer(project, mirror));
  const live = await phase("live layer", () => liveLayer(project, base));
  const boot = await phase("boot loaders", () => bootFiles(project, base));
  const pool = await phase("package pool", () => packagePool(project, base));
  const debs = await phase("our packages", () => buildDebs(project, project.out));
  const medium = await mkdtemp(join(project.cache, "medium-"));
  try {
    await writeMedium(project, mirror, { base, live, boot, pool }, debs, medium);
  } finally {
    await rm(medium, { recursive: true, force: true });
  }
  await report(project, base, live, pool);
}

/** Builds both our packages and answers with their paths */
export async function buildDebs(project: Project, directory: string): Promise<string[]> {
  const debs: string[] = [];
  for (const own of ownPackages) debs.push(await buildDeb(project, own, directory));
  return debs;
}

interface Parts {
  base: Cached;
  live: Cached;
  boot: Cached;
  pool: Cached;
}

async function writeMedium(
  project: Project,
  mirror: Archives,
  { base, live, boot, pool }: Parts,
  debs: readonly string[],
  medium: string,
): Promise<void> {
  const [deb = ""] = debs;
  await mkdir(join(medium, "live"));
  const layer = (name: string): string => join(medium, "live", `${name}.squashfs`);
  const manifest = await phase("groundstate layer", () => groundstateLayer(base, deb, layer("groundstate")));
  await phase("installer layer", () => installerLayer(project, [base, live], debs, layer("installer")));
  // lowest first; live-boot stacks them in this order
  await writeFile(
    join(medium, "live/filesystem.module"),
    "base.squashfs\nlive.squashfs\ninstaller.squashfs\n",
  );
  await phase("repository and identity", async () => {
    await writeRepository(medium, pool, debs);
    await writeIdentity(medium, identityOf(project.version, new Date(), mirror, manifest), manifest);
    await mkdir(join(medium, "boot/grub"), { recursive: true });
    await writeFile(join(medium, "boot/grub/grub.cfg"), grubConfig());
  });
  await phase("ISO", () => writeHybridIso(medium, grafts({ base, live, boot }), boot, isoPath(project)));
}

function grafts({ base, live, boot }: Omit<Parts, "pool">): Grafts {
  const efi = Object.keys(efiPrograms).map(name => [`EFI/boot/${name}`, join(boot.directory, name)]);
  return {
    "live/base.squashfs": join(base.directory, "base.squashfs"),
    "live/live.squashfs": join(live.directory, "live.squashfs"),
    "live/vmlinuz": join(live.directory, "vmlinuz"),
    "live/initrd.img": join(live.directory, "initrd.img"),
    "boot/grub/bios.img": join(boot.directory, "bios.img"),
    ...Object.fromEntries(efi),
  };
}

async function report(project: Project, base: Cached, live: Cached, pool: Cached): Promise<void> {
  const sizes: string[] = [];
  for (const [name, path] of [
    ["base", join(base.directory, "base.squashfs")],
    ["live", join(live.directory, "live.squashfs")],
    ["initrd", join(live.directory, "initrd.img")],
  ] as const)
    sizes.push(`${name} ${megabytes((await stat(path)).size)}`);
  const iso = isoPath(project);
  say(
    `${iso}: ${megabytes((await stat(iso)).size)} (${sizes.join(", ")}, ${(await packagesIn(pool)).length} packages in the pool)`,
  );
}
