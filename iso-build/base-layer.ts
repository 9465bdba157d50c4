import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Archives } from "../provisioner/host/apt-archives.ts";
import { type Files, filesBelow } from "../provisioner/host/files.ts";
import { run } from "../provisioner/host/run.ts";
import { type Cached, cached } from "./cache.ts";
import { debianSources, sourceLines } from "./mirror.ts";
import { basePackages, suite } from "./packages.ts";
import type { Project } from "./project.ts";
import { packSquashfs } from "./squashfs.ts";

/** Debian itself as `base.squashfs`, and beside it `lists`: the package index it was made from */
export async function baseLayer({ cache }: Project, mirror: Archives): Promise<Cached> {
  const sources = debianSources(mirror, suite);
  const inputs = { recipe: 1, options, packages: [...basePackages], lines: sourceLines(mirror, suite) };
  return await cached(cache, "base", inputs, async directory => {
    const root = join(directory, "root");
    const archives = archivesIn(cache);
    await mkdir(archives, { recursive: true });
    await mkdir(join(directory, "lists"));
    await run("mmdebstrap", [...options, ...hooks(archives, directory), suite, root, ...inputs.lines], {
      timeout: 7200,
    });
    await neutralise(filesBelow(root), sources);
    await packSquashfs(root, join(directory, "base.squashfs"), ["-wildcards", "-e", ...emptied]);
    await rm(root, { recursive: true });
  });
}

/** Downloaded packages, kept between builds */
export function archivesIn(cache: string): string {
  return join(cache, "archives");
}

/** Documentation and translations that stay out of the image; licences stay in */
export const pathFilters: readonly string[] = [
  ...["doc/*", "man/*", "info/*", "lintian/*", "locale/*"].map(path => `path-exclude=/usr/share/${path}`),
  ...["doc/*/copyright", "locale/locale.alias"].map(path => `path-include=/usr/share/${path}`),
];

const options: readonly string[] = [
  ...["--mode=root", "--variant=minbase", "--format=directory", "--architectures=amd64"],
  ...["--skip=download/empty", "--skip=essential/unlink"],
  ...pathFilters.map(filter => `--dpkgopt=${filter}`),
  `--essential-hook=printf '%s\\n' 'locales locales/locales_to_be_generated multiselect en_US.UTF-8 UTF-8' \
'locales locales/default_environment_locale select C.UTF-8' | chroot "$1" debconf-set-selections`,
  `--include=${basePackages.join(",")}`,
];

/** mmdebstrap(1), "Recipes": the packages are copied in before and out after, so that apt finds them there next time */
function hooks(archives: string, directory: string): string[] {
  return [
    '--setup-hook=mkdir -p "$1/var/cache/apt/archives"',
    `--setup-hook=sync-in ${archives} /var/cache/apt/archives`,
    `--customize-hook=sync-out /var/cache/apt/archives ${archives}`,
    `--customize-hook=sync-out /var/lib/apt/lists ${join(directory, "lists")}`,
  ];
}

/** Folders whose content belongs to this build, not to the machine that comes of it */
const emptied = ["dev/*", "proc/*", "run/*", "sys/*", "tmp/*", "var/tmp/*", "var/cache/apt/*.bin"];

/** Takes away what would make two machines one: keys, identifiers, names, logs; and what the build left */
async function neutralise(files: Files, sources: string): Promise<void> {
  await files.remove("/etc/apt/sources.list");
  await files.write("/etc/apt/sources.list.d/debian.sources", sources);
  // Empty, not absent: absent would make the first start a "first boot" with questions and presets, machine-id(5)
  await files.write("/etc/machine-id", "");
  for (const path of unwanted) await files.remove(path);
  for (const name of await files.list("/etc/ssh"))
    if (name.startsWith("ssh_host_")) await files.remove(`/etc/ssh/${name}`);
  for (const folder of ["/var/log", "/var/log/apt", "/var/lib/apt/lists", "/var/cache/debconf"])
    for (const name of await files.list(folder))
      if (/\.(log|log\.xz|dat-old)$|^(faillog|lastlog|[btw]tmp)$|_/.test(name))
        await files.remove(`${folder}/${name}`);
  await files.link("/etc/resolv.conf", "../run/systemd/resolve/stub-resolv.conf");
}

const unwanted = [
  "/etc/hostname",
  "/etc/apt/apt.conf.d/99mmdebstrap",
  "/etc/dpkg/dpkg.cfg.d/99mmdebstrap",
  "/var/lib/dbus/machine-id",
  "/var/lib/dpkg/status-old",
  "/var/lib/dpkg/diversions-old",
  "/var/lib/dpkg/statoverride-old",
  "/var/cache/ldconfig/aux-cache",
];
