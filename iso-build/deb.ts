import { createHash } from "node:crypto";
import {
  chmod,
  copyFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { Failure } from "../provisioner/host/failure.ts";
import { run } from "../provisioner/host/run.ts";
import { basePackages } from "./packages.ts";
import type { Project } from "./project.ts";

/** A Debian package of ours: its files lie in iso-build/packages/<name>, its program comes from out/ */
export interface OwnPackage {
  name: string;
  /** Bundle in out/, and where it goes */
  bundle: string;
  installed: string;
}

/** Both packages that this project ships */
export const ownPackages: readonly OwnPackage[] = [
  { name: "groundstate", bundle: "groundstate", installed: "usr/lib/groundstate/groundstate.cjs" },
  {
    name: "groundstate-installer",
    bundle: "groundstate-install",
    installed: "usr/lib/groundstate/groundstate-install.cjs",
  },
];

/** Builds one package into `directory` and answers with its path */
export async function buildDeb(
  project: Project,
  { name, bundle, installed }: OwnPackage,
  directory: string,
): Promise<string> {
  const tree = await mkdtemp(join(tmpdir(), `${name}-`));
  try {
    await cp(join(project.root, "iso-build", "packages", name), tree, {
      recursive: true,
      verbatimSymlinks: true,
    });
    await placeProgram(join(project.out, bundle), join(tree, installed));
    if (name === "groundstate-installer") await placeBaseList(tree);
    await placeDocumentation(project, name, tree);
    await setModes(tree);
    await writeControl(tree, project.version);
    const deb = join(directory, `${name}_${project.version}_all.deb`);
    await run("dpkg-deb", ["--root-owner-group", "-Zxz", "--build", tree, deb]);
    return deb;
  } finally {
    await rm(tree, { recursive: true, force: true });
  }
}

async function placeProgram(bundle: string, place: string): Promise<void> {
  await mkdir(dirname(place), { recursive: true });
  await copyFile(bundle, place).catch(() => {
    throw new Failure({
      kind: "input",
      tried: `cannot package ${bundle}`,
      found: "no such file",
      fix: "make build",
    });
  });
  await chmod(place, 0o755);
}

/** The installer debootstraps these from any live system, with or without our medium */
async function placeBaseList(tree: string): Promise<void> {
  await mkdir(join(tree, "usr/share/groundstate"), { recursive: true });
  await writeFile(join(tree, "usr/share/groundstate/base-packages.txt"), `${basePackages.join("\n")}\n`);
}

/** Changelog and man pages, compressed as Debian wants them; -9n there is level 9 without a time here */
async function placeDocumentation(project: Project, name: string, tree: string): Promise<void> {
  const changelog = await readFile(join(project.root, "CHANGELOG.md"));
  await writeFile(join(tree, "usr/share/doc", name, "changelog.gz"), gzipSync(changelog, { level: 9 }));
  const manual = join(tree, "usr/share/man/man1");
  for (const page of await readdir(manual)) {
    const text = (await readFile(join(manual, page), "utf8")).replaceAll("@VERSION@", project.version);
    await writeFile(join(manual, `${page}.gz`), gzipSync(text, { level: 9 }));
    await rm(join(manual, page));
  }
}

/** What the umask of the checkout made of them is not what a package holds */
async function setModes(tree: string): Promise<void> {
  await chmod(tree, 0o755);
  for (const entry of await readdir(tree, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    const runs = entry.isDirectory() || ((await stat(path)).mode & 0o100) !== 0;
    await chmod(path, runs ? 0o755 : 0o644);
  }
}

async function writeControl(tree: string, version: string): Promise<void> {
  const path = join(tree, "DEBIAN/control");
  const text = (await readFile(path, "utf8")).replaceAll("@VERSION@", version);
  await writeFile(path, text.replace("@SIZE@", String(await kibibytes(tree))));
  await writeFile(join(tree, "DEBIAN/md5sums"), await digests(tree));
}

async function kibibytes(tree: string): Promise<number> {
  const sizes = (await contents(tree)).map(async path =>
    Math.ceil((await stat(join(tree, path))).size / 1024),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function digests(tree: string): Promise<string> {
  const lines = (await contents(tree)).map(async path => {
    const digest = createHash("md5")
      .update(await readFile(join(tree, path)))
      .digest("hex");
    return `${digest}  ${path}\n`;
  });
  return (await Promise.all(lines)).join("");
}

/** Regular files that the package installs, sorted */
async function contents(tree: string): Promise<string[]> {
  const entries = await readdir(tree, { recursive: true, withFileTypes: true });
  return entries
    .filter(entry => entry.isFile())
    .map(entry => relative(tree, join(entry.parentPath, entry.name)))
    .filter(path => !path.startsWith("DEBIAN/"))
    .sort();
}
