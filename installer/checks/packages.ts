import { describeError, Failure } from "../../provisioner/host/failure.ts";
import { addedSources } from "../../provisioner/plugins/packagekit/added-sources.ts";
import { patientDownloads } from "../../provisioner/plugins/packagekit/downloads.ts";
import type { Problem } from "../../provisioner/state/problem.ts";
import { closest } from "../../provisioner/state/suggest.ts";
import type { WantedPackage } from "../../provisioner/state/wanted-packages.ts";
import { basePackages } from "../base/base-packages.ts";
import { type AptSource, aptSourcesText } from "../identity/apt-sources.ts";
import { mediumOfSuite } from "../medium.ts";
import { clockBesideMirror } from "./clock.ts";
import { type Ground, machineProblem } from "./ground.ts";
import { packagesMissing, packagesNotOnMedium } from "./medium-packages.ts";
import { askMainMirror } from "./mirrors.ts";
import { type PackageIndex, withPackageIndex } from "./package-index.ts";

/**
 * Every package the document wants is in the base, in the medium's pool, or in the archives, its own included, each by its name. For an
 * install by debootstrap the base as well: its archives are read here as they will be once the disk is erased
 */
export async function checkPackages(ground: Ground, sources: readonly AptSource[]): Promise<Problem[]> {
  const { host, medium, settings, document, mirrors } = ground;
  const serving = mediumOfSuite(medium, settings.suite);
  const missing = await packagesNotOnMedium(host.files, serving, settings.base, document);
  const wanted = [...missing, ...(await fetchedBase(ground))];
  if (wanted.length === 0) return await unreadableSources(ground);
  const answer = await askMainMirror(mirrors, settings);
  if (answer.kind !== "there")
    return missing.length === 0 ? [] : [noSource(missing, `mirror ${settings.mirror ?? ""}: ${answer.why}`)];
  const archives = aptSourcesText(sources) + addedSources(document);
  try {
    return await withPackageIndex(host, archives, index => unknownPackages(wanted, index, ground));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const why = error.parts.found ?? describeError(error);
    return [noSource(missing, why), ...(await clockBesideMirror(ground))];
  }
}

/** Where all comes from the medium, the chroot still fetches the lists of added archives before it installs anything */
async function unreadableSources({ host, medium, settings, document, report }: Ground): Promise<Problem[]> {
  const added = addedSources(document);
  const serving = mediumOfSuite(medium, settings.suite);
  if (added === "" || (await packagesMissing(host.files, serving, document)).length === 0) return [];
  const patiently = patientDownloads(host, report);
  try {
    await patiently(() => withPackageIndex(host, added, async () => undefined));
    return [];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [
      machineProblem(
        error.parts.found ?? describeError(error),
        "repositories that answer, with these suites and components, signed with that key",
        "correct plugins.packagekit.repositories, check network and clock, or take the repository out",
        "/plugins/packagekit/repositories",
      ),
    ];
  }
}

const basePointers = { suite: "/bootstrap/suite", mirror: "/bootstrap/mirror" };

/** What debootstrap and apt will bring. The medium proves it for its own suite: there it is the mirror that lacks something */
async function fetchedBase({ host, medium, settings }: Ground): Promise<WantedPackage[]> {
  if (settings.base === "image") return [];
  const pointer = medium?.suite === settings.suite ? basePointers.mirror : basePointers.suite;
  try {
    return (await basePackages(host.files, medium)).map(name => ({ name, pointer }));
  } catch {
    return []; // that there is no list is told by checkBaseSource
  }
}

async function unknownPackages(
  wanted: readonly WantedPackage[],
  index: PackageIndex,
  { settings: { suite, mirror } }: Ground,
): Promise<Problem[]> {
  const versions = await index.versions(wanted.map(({ name }) => name));
  const unknown = wanted.filter(({ name }) => !versions.has(name));
  const names = unknown.some(one => !isBase(one)) ? await index.names() : [];
  const where = `${suite} of ${mirror}`;
  return wanted.flatMap(one => {
    const known = versions.get(one.name);
    if (!known) return [unknownName(one, where, nearest(one.name, names))];
    const fits = one.version === undefined || known.includes(one.version);
    return fits ? [] : [unknownVersion(one, where, known)];
  });
}

/** Of the tens of thousands of names only those that could be meant are compared: that alone takes seconds on a slow machine */
function nearest(name: string, names: readonly string[]): string | undefined {
  const alike = (other: string): boolean => other[0] === name[0] && Math.abs(other.length - name.length) <= 2;
  return closest(name, names.filter(alike));
}

function isBase({ pointer }: WantedPackage): boolean {
  return Object.values(basePointers).includes(pointer);
}

function unknownName(wanted: WantedPackage, where: string, near: string | undefined): Problem {
  const { name, pointer } = wanted;
  const found = `${name}, which is not in ${where}`;
  if (isBase(wanted)) {
    const other = pointer === basePointers.suite ? "suite" : "mirror";
    return machineProblem(
      found,
      `a ${other} with every package of the base`,
      `choose another ${other}`,
      pointer,
    );
  }
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
  const [first] = missing;
  if (!first)
    return machineProblem(
      why,
      "package lists that apt takes",
      "check network, clock and mirror, or name another mirror with bootstrap.mirror or groundstate.mirror=",
      basePointers.mirror,
    );
  return machineProblem(
    `${missing.map(({ name }) => name).join(", ")}: not on the medium, and ${why}`,
    "a source for every package that the document names",
    "check network and mirror, or take these packages out of the document",
    first.pointer,
  );
}
