import type { Host } from "../../provisioner/host/host.ts";
import type { RunResult } from "../../provisioner/host/run.ts";
import { runDirectory } from "../events/event-log.ts";

/** What the archives have, read anew by an apt of its own */
export interface PackageIndex {
  /** Versions to choose from by name, the newest first; a name that stands for no package is not there */
  versions(names: readonly string[]): Promise<Map<string, string[]>>;
  /** Every name that the archives know */
  names(): Promise<string[]>;
}

const folder = `${runDirectory}/packages`;

/** Fetches the package lists of these archives (sources.list(5)) into memory for as long as `use` takes: signatures count, apt of this system stays as it is */
export async function withPackageIndex<T>(
  host: Host,
  sources: string,
  use: (index: PackageIndex) => Promise<T>,
): Promise<T> {
  const { files } = host;
  const apt = (program: "apt-get" | "apt-cache", args: readonly string[]): Promise<RunResult> =>
    host.run(program, args, {
      timeout: 900,
      environment: { APT_CONFIG: files.path(`${folder}/apt.conf`) },
    });
  try {
    for (const name of ["lists/partial", "cache/archives/partial"])
      await files.makeDirectory(`${folder}/${name}`);
    await files.write(`${folder}/status`, "");
    await files.write(`${folder}/debian.sources`, sources);
    await files.write(`${folder}/apt.conf`, aptConfiguration(files.path(folder)));
    await apt("apt-get", ["update", "--error-on=any", "-o", "pkgCacheFile::Generate=false"]);
    return await use({
      versions: async names => versionsIn((await apt("apt-cache", ["policy", ...names])).stdout),
      names: async () => (await apt("apt-cache", ["pkgnames"])).stdout.split("\n").filter(Boolean),
    });
  } finally {
    await files.removeTree(folder);
  }
}

/** Compressed lists and no cache files: a machine of 1 GiB has room for that, apt.conf(5) */
function aptConfiguration(directory: string): string {
  const settings: [string, string][] = [
    ["Dir::Etc::parts", "/dev/null"], // hooks of this system would start its PackageKit
    ["Dir::Etc::main", "/dev/null"],
    ["Dir::Etc::sourcelist", `${directory}/debian.sources`],
    ["Dir::Etc::sourceparts", "/dev/null"],
    ["Dir::Etc::preferences", "/dev/null"],
    ["Dir::Etc::preferencesparts", "/dev/null"],
    ["Dir::State::lists", `${directory}/lists`],
    ["Dir::State::status", `${directory}/status`],
    ["Dir::Cache", `${directory}/cache`],
    ["Dir::Cache::pkgcache", ""],
    ["Dir::Cache::srcpkgcache", ""],
    ["Acquire::GzipIndexes", "true"],
    ["Acquire::Languages", "none"],
    ["APT::Sandbox::User", "root"],
  ];
  return settings.map(([name, value]) => `${name} "${value}";\n`).join("");
}

/** Versions in the output of `apt-cache policy`: below "name:" a table with lines such as "     3.4.1-5 500" */
export function versionsIn(policy: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const block of policy.split(/^(?=\S)/m)) {
    const [name = ""] = block.split(/:?\n/, 1);
    const versions = [...block.matchAll(/^ (?:\*{3}| {3}) (\S+)(?: -?\d+)?$/gm)].flatMap(
      ([, version]) => version ?? [],
    );
    if (versions.length > 0) found.set(name, versions);
  }
  return found;
}
