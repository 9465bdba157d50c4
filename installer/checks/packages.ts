import type { Files } from "../../provisioner/host/files.ts";
import { isObject } from "../../provisioner/host/json.ts";
import type { StateDocument } from "../../provisioner/state/document.ts";
import { type Medium, mediumOfSuite } from "../medium.ts";
import { mirrorAnswer } from "./base-source.ts";
import { type Check, machineProblem } from "./ground.ts";

/** Every package the document wants is in the base, in the medium's pool, or can come from a mirror that answers */
export const checkPackages: Check = async ({ host, medium, settings, document }) => {
  const missing = await packagesNotOnMedium(
    host.files,
    mediumOfSuite(medium, settings.suite),
    settings.base,
    document,
  );
  if (missing.length === 0) return [];
  const answer = await mirrorAnswer(settings.mirror, settings.suite);
  if (answer === undefined) return [];
  return [
    machineProblem(
      `${missing.join(", ")}: not on the medium, and mirror ${settings.mirror ?? ""}: ${answer}`,
      "a source for every package that the document names",
      "check network and mirror, or take these packages out of the document",
      "/plugins/packagekit",
    ),
  ];
};

/** Wanted packages that neither base nor pool of the medium has */
export async function packagesNotOnMedium(
  files: Files,
  medium: Medium | undefined,
  base: "image" | "debootstrap",
  document: StateDocument,
): Promise<string[]> {
  const wanted = wantedPackages(document);
  if (!medium) return wanted;
  const here = await packagesOnMedium(files, medium, base);
  return wanted.filter(name => !here.has(name));
}

/** Wanted packages that the base lacks, wherever they will come from */
export async function packagesMissing(
  files: Files,
  medium: Medium | undefined,
  document: StateDocument,
): Promise<string[]> {
  const base = medium ? await files.read(`${medium.root}/groundstate/packages.manifest`) : undefined;
  const here = new Set(manifestNames(base ?? ""));
  return wantedPackages(document).filter(name => !here.has(name));
}

/** Names of packages that the document wants installed */
export function wantedPackages(document: StateDocument): string[] {
  const section = document.plugins["packagekit"];
  if (!isObject(section)) return [];
  const { packages, additional_packages } = section;
  const named = isObject(packages) ? Object.entries(packages).flatMap(present) : names(packages);
  return [...new Set([...named, ...names(additional_packages)])];
}

/** Package names of the base and of the pool's index */
async function packagesOnMedium(
  files: Files,
  { root, suite }: Medium,
  base: "image" | "debootstrap",
): Promise<Set<string>> {
  const manifest = base === "image" ? await files.read(`${root}/groundstate/packages.manifest`) : undefined;
  const index = await files.read(`${root}/dists/${suite}/main/binary-amd64/Packages`);
  return new Set([...manifestNames(manifest ?? ""), ...indexNames(index ?? "")]);
}

function manifestNames(text: string): string[] {
  return text.split("\n").flatMap(line => line.split(/[\s:]/)[0] || []);
}

function indexNames(text: string): string[] {
  return [...text.matchAll(/^Package: (\S+)$/gm)].flatMap(([, name]) => name ?? []);
}

function names(list: unknown): string[] {
  return Array.isArray(list) ? list.filter(name => typeof name === "string") : [];
}

function present([name, wish]: [string, unknown]): string[] {
  return isObject(wish) && wish["state"] === "absent" ? [] : wish === "absent" ? [] : [name];
}
