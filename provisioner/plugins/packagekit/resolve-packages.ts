import type { Report } from "../../contract/plugin.ts";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import type { Wanted } from "./operation.ts";
import { type PackageId, type PackageNews, packageId } from "./package-signals.ts";
import { runTransaction } from "./package-transaction.ts";
import { unknownPackages } from "./unknown-packages.ts";

/** Bit fields of pk-enum.h: 1 << PK_FILTER_ENUM_NONE, 1 << PK_FILTER_ENUM_INSTALLED */
const noFilter = 1n << 1n;
const onlyInstalled = 1n << 2n;

/** PackageKit's ids for packages to install; what is unknown is looked up again in lists that were fetched anew */
export async function idsToInstall(
  host: Host,
  packages: readonly Wanted[],
  report: Report,
): Promise<PackageId[]> {
  const first = await resolveOnce(host, packages);
  if (first.unknown.length === 0) return first.ids;
  report(`no package ${first.unknown.join(", ")} in the package lists; fetching them anew`);
  await refresh(host, first.unknown);
  const second = await resolveOnce(host, packages);
  if (second.unknown.length === 0) return second.ids;
  throw unknownPackages(second.unknown);
}

/** PackageKit's ids for those of the packages that are installed */
export async function idsToRemove(host: Host, names: readonly string[]): Promise<PackageId[]> {
  const found = await resolve(host, names, onlyInstalled);
  return found.filter(({ happens }) => happens === "installed").map(({ id }) => id);
}

/** PackageKit passes over a version that does not exist without a word: its simulation does not name it */
export function refuseUnknownVersions(packages: readonly Wanted[], simulated: readonly PackageNews[]): void {
  const pinned = packages.filter(({ version }) => version !== undefined);
  const unknown = pinned.filter(wanted => !simulated.some(({ id }) => fits(id, wanted)));
  if (unknown.length > 0) throw unknownPackages(unknown.map(wordsFor));
}

/** A package that nobody knows is what matters to a person, not the list that could not be looked at for it */
async function refresh(host: Host, unknown: readonly string[]): Promise<void> {
  const call = { member: "RefreshCache", signature: "b", body: [true], purpose: "fetch package lists" };
  try {
    await runTransaction(host, call);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { found, fix } = error.parts;
    throw new Failure({
      kind: error.kind,
      tried: `no package ${unknown.join(", ")} in the package lists, and they cannot be fetched anew`,
      ...(found !== undefined && { found }),
      ...(fix !== undefined && { fix }),
    });
  }
}

async function resolveOnce(
  host: Host,
  packages: readonly Wanted[],
): Promise<{ ids: PackageId[]; unknown: string[] }> {
  const names = packages.map(({ name }) => name);
  const found = await resolve(host, names, noFilter);
  const ids: PackageId[] = [];
  const unknown: string[] = [];
  for (const wanted of packages) {
    const fitting = found.filter(({ id }) => fits(id, wanted));
    if (fitting.some(({ happens }) => happens === "installed")) continue;
    const id = fitting.find(({ happens }) => happens === "available")?.id ?? otherVersion(found, wanted);
    if (id) ids.push(id);
    else unknown.push(wordsFor(wanted));
  }
  return { ids, unknown };
}

async function resolve(host: Host, names: readonly string[], filter: bigint): Promise<PackageNews[]> {
  const call = { member: "Resolve", signature: "tas", body: [filter, [...names]] };
  return runTransaction(host, { ...call, purpose: `look up ${names.join(", ")}` });
}

function fits(id: PackageId, { name, version }: Wanted): boolean {
  return id.name === name && (version ?? id.version) === id.version;
}

// Only the newest version is listed; another one can be asked for by its id.
function otherVersion(found: readonly PackageNews[], { name, version }: Wanted): PackageId | undefined {
  const known = found.find(({ id }) => id.name === name)?.id;
  const architecture = known?.text.split(";")[2];
  if (version === undefined || architecture === undefined) return undefined;
  return packageId(`${name};${version};${architecture};`);
}

function wordsFor({ name, version }: Wanted): string {
  return version === undefined ? name : `${name} ${version}`;
}
