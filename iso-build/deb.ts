import {
  chmod,
  copyFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { Failure } from "../provisioner/host/failure.ts";
import { run } from "../provisioner/host/run.ts";
import { digests, kibibytes } from "./package-contents.ts";
import { basePackages } from "./packages.ts";
import { setPlainModes } from "./plain-modes.ts";
import type { Project } from "./project.ts";

/** A Debian package of ours: its files lie in iso-build/packages/<name>, its program comes from out/ */
export interface OwnPackage {
  name: string;
  /** Bundle in out/, which is the name of the command as well */
  command: string;
}

/** Both packages that this project ships */
export const ownPackages: readonly OwnPackage[] = [
  { name: "groundstate", command: "groundstate" },
  { name: "groundstate-installer", command: "groundstate-install" },
];

/** Builds one package into `directory` and answers with its path */
export async function buildDeb(
  project: Project,
  { name, command }: OwnPackage,
  directory: string,
): Promise<string> {
  const tree = await mkdtemp(join(tmpdir(), `${name}-`));
  try {
    await cp(join(project.root, "iso-build", "packages", name), tree, {
      recursive: true,
      verbatimSymlinks: true,
    });
    await placeProgram(project.out, command, tree);
    if (name === "groundstate")
      await place(join(project.out, "compile"), join(tree, programs, "compile.cjs"));
    if (name === "groundstate-installer") await placeBaseList(tree);
    await placeDocumentation(project, name, tree);
    await setPlainModes(tree);
    await writeControl(tree, project.version);
    const deb = join(directory, `${name}_${project.version}_all.deb`);
    await run("dpkg-deb", ["--root-owner-group", "-Zxz", "--build", tree, deb]);
    return deb;
  } finally {
    await rm(tree, { recursive: true, force: true });
  }
}

const programs = "usr/lib/groundstate";

/** The bundle, what starts it, and the command that leads there */
async function placeProgram(out: string, command: string, tree: string): Promise<void> {
  await place(join(out, command), join(tree, programs, `${command}.cjs`));
  await place(join(out, "start"), join(tree, programs, command));
  await mkdir(join(tree, "usr/bin"), { recursive: true });
  await symlink(`../lib/groundstate/${command}`, join(tree, "usr/bin", command));
}

async function place(bundle: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await copyFile(bundle, path).catch(() => {
    throw new Failure({
      kind: "input",
      tried: `cannot package ${bundle}`,
      found: "no such file",
      needs: "the bundled program",
      fix: "make build",
    });
  });
  await chmod(path, 0o755);
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

async function writeControl(tree: string, version: string): Promise<void> {
  const path = join(tree, "DEBIAN/control");
  const text = (await readFile(path, "utf8")).replaceAll("@VERSION@", version);
  await writeFile(path, text.replace("@SIZE@", String(await kibibytes(tree))));
  await writeFile(join(tree, "DEBIAN/md5sums"), await digests(tree));
}
