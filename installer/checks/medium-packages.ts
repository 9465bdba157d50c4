import type { Files } from "../../provisioner/host/files.ts";
import type { StateDocument } from "../../provisioner/state/document.ts";
import { type WantedPackage, wantedPackages } from "../../provisioner/state/wanted-packages.ts";
import { packageNames } from "../base/base-packages.ts";
import type { Medium } from "../medium.ts";

/**
 * Wanted packages that the medium cannot give: neither base nor pool has them. The pool fits the image alone: beside what
 * a mirror gives today its packages may be too old or too new
 */
export async function packagesNotOnMedium(
  files: Files,
  medium: Medium | undefined,
  base: "image" | "debootstrap",
  document: StateDocument,
): Promise<WantedPackage[]> {
  const wanted = wantedPackages(document);
  if (!medium) return wanted;
  const here =
    base === "image"
      ? [...(await manifestOf(files, medium)), ...(await poolOf(files, medium))]
      : await listOf(files, medium);
  return wanted.filter(one => !here.some(version => fits(version, one)));
}

/** Names of wanted packages that the base lacks, wherever they will come from */
export async function packagesMissing(
  files: Files,
  medium: Medium | undefined,
  document: StateDocument,
): Promise<string[]> {
  const here = medium ? await manifestOf(files, medium) : [];
  return wantedPackages(document)
    .filter(one => !here.some(version => fits(version, one)))
    .map(({ name }) => name);
}

interface PackageVersion {
  name: string;
  /** Only known once it is there, when absent */
  version?: string;
}

function fits(here: PackageVersion, { name, version }: WantedPackage): boolean {
  return here.name === name && (version ?? here.version) === here.version;
}

/** Packages of the base: "name:architecture version" a line */
async function manifestOf(files: Files, { root }: Medium): Promise<PackageVersion[]> {
  const text = (await files.read(`${root}/groundstate/packages.manifest`)) ?? "";
  return [...text.matchAll(/^([^\s:]+)\S* (\S+)$/gm)].map(([, name = "", version = ""]) => ({
    name,
    version,
  }));
}

/** Packages that make the base by debootstrap, in whatever version the mirror has */
async function listOf(files: Files, { root }: Medium): Promise<PackageVersion[]> {
  const text = (await files.read(`${root}/groundstate/base-packages.txt`)) ?? "";
  return packageNames(text).map(name => ({ name }));
}

/** Packages of the pool, from its index */
async function poolOf(files: Files, { root, suite }: Medium): Promise<PackageVersion[]> {
  const text = (await files.read(`${root}/dists/${suite}/main/binary-amd64/Packages`)) ?? "";
  return text
    .split(/\n{2,}/)
    .map(entry => ({ name: field(entry, "Package"), version: field(entry, "Version") }));
}

function field(entry: string, key: string): string {
  return new RegExp(`^${key}: (\\S+)$`, "m").exec(entry)?.[1] ?? "";
}
