import { describeError, Failure } from "../../provisioner/host/failure.ts";
import type { Problem } from "../../provisioner/state/problem.ts";
import { closest } from "../../provisioner/state/suggest.ts";
import type { WantedPackage } from "../../provisioner/state/wanted-packages.ts";
import { basePackages } from "../base/base-packages.ts";
import type { AptSource } from "../identity/apt-sources.ts";
import { mediumOfSuite } from "../medium.ts";
import { type Ground, machineProblem } from "./ground.ts";
import { packagesNotOnMedium } from "./medium-packages.ts";
import { mirrorAnswer } from "./mirror-answer.ts";
import { type PackageIndex, withPackageIndex } from "./package-index.ts";

/** Every package the document wants is in the base, in the medium's pool, or in the archives, each by its name */
export async function checkPackages(ground: Ground, sources: readonly AptSource[]): Promise<Problem[]> {
  const { host, medium, settings, document } = ground;
  const serving = mediumOfSuite(medium, settings.suite);
  const missing = await packagesNotOnMedium(host.files, serving, settings.base, document);
  const wanted = [...missing, ...(await foreignBase(ground))];
  if (wanted.length === 0) return [];
  const answer = await mirrorAnswer(settings.mirror, settings.suite);
  if (answer !== undefined)
    return missing.length === 0 ? [] : [noSource(missing, `mirror ${settings.mirror ?? ""}: ${answer}`)];
  try {
    return await withPackageIndex(host, sources, index => unknownPackages(wanted, index, settings));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [noSource(missing, error.parts.found ?? describeError(error))];
  }
}

/** Who chose the suite chose the base as well */
const suitePointer = "/bootstrap/suite";

/** The base is known to be whole for the suite of the medium; in another one a package may have gone */
async function foreignBase({ host, medium, settings }: Ground): Promise<WantedPackage[]> {
  if (settings.base === "image" || medium?.suite === settings.suite) return [];
  try {
    return (await basePackages(host.files, medium)).map(name => ({ name, pointer: suitePointer }));
  } catch {
    return []; // that there is no list is told by checkBaseSource
  }
}

async function unknownPackages(
  wanted: readonly WantedPackage[],
  index: PackageIndex,
  { suite, mirror }: Ground["settings"],
): Promise<Problem[]> {
  const versions = await index.versions(wanted.map(({ name }) => name));
  const where = `${suite} of ${mirror}`;
  const problems: Problem[] = [];
  for (const one of wanted) {
    const known = versions.get(one.name);
    if (!known) problems.push(unknownName(one, where, await nearest(one.name, index)));
    else if (one.version !== undefined && !known.includes(one.version))
      problems.push(unknownVersion(one, where, known));
  }
  return problems;
}

/** Of the tens of thousands of names only those that could be meant are compared: that alone takes seconds on a slow machine */
async function nearest(name: string, index: PackageIndex): Promise<string | undefined> {
  const alike = (other: string): boolean => other[0] === name[0] && Math.abs(other.length - name.length) <= 2;
  return closest(name, (await index.names()).filter(alike));
}

function unknownName({ name, pointer }: WantedPackage, where: string, near: string | undefined): Problem {
  const found = `${name}, which is not in ${where}`;
  if (pointer === suitePointer)
    return machineProblem(found, "a suite with every package of the base", "choose another suite", pointer);
  const meant = near === undefined ? "" : `did you mean "${near}"? `;
  const fix = `${meant}correct the name, or take it out`;
  return machineProblem(found, "the name of a package of that suite", fix, pointer);
}

function unknownVersion({ name, version, pointer }: WantedPackage, where: string, known: string[]): Problem {
  return machineProblem(
    `${name} ${version}, while ${where} has ${known.join(", ")}`,
    "a version that the mirror has",
    `write "${known[0]}", or take the version out`,
    pointer,
  );
}

function noSource(missing: readonly WantedPackage[], why: string): Problem {
  const names = missing.map(({ name }) => name).join(", ");
  return machineProblem(
    names === "" ? why : `${names}: not on the medium, and ${why}`,
    "a source for every package that the document names",
    "check network and mirror, or take these packages out of the document",
    missing[0]?.pointer ?? "/bootstrap/mirror",
  );
}
