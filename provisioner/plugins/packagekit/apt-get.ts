import type { Report } from "../../contract/plugin.ts";
import { describeError } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import type { RunOptions } from "../../host/run.ts";
import type { PackageBackend } from "./backend.ts";
import type { Wanted } from "./operation.ts";
import { refuseSideEffects, type SideEffects } from "./side-effects.ts";
import { unknownPackages } from "./unknown-packages.ts";

/** No questions; configuration files that the administrator changed stay as they are */
export const quietly: RunOptions = {
  timeout: 3600,
  environment: {
    DEBIAN_FRONTEND: "noninteractive",
    APT_LISTCHANGES_FRONTEND: "none",
    NEEDRESTART_SUSPEND: "1",
    UCF_FORCE_CONFFOLD: "1",
  },
};

const options = [
  "--yes",
  "-o=Dpkg::Options::=--force-confdef",
  "-o=Dpkg::Options::=--force-confold",
  "-o=DPkg::Lock::Timeout=120",
];

/** Packages through apt-get, for systems without PackageKit */
export function aptGet(host: Host, report: Report): PackageBackend {
  const onLine = progress(report);
  return {
    install: async packages => {
      const words = packages.map(wordOf);
      const purpose = `install ${words.join(", ")}`;
      refuseSideEffects(await simulateWithLists(host, words, report), { asked: [], purpose });
      await host.run("apt-get", [...options, "install", ...words], { ...quietly, onLine });
    },
    remove: async names => {
      const purpose = `remove ${names.join(", ")}`;
      refuseSideEffects(await simulate(host, ["remove", ...names]), { asked: names, purpose });
      await host.run("apt-get", [...options, "remove", ...names], { ...quietly, onLine });
    },
  };
}

/** When packages are unknown, once more with lists that were fetched anew */
async function simulateWithLists(host: Host, words: string[], report: Report): Promise<SideEffects> {
  const command = ["install", ...words];
  try {
    return await simulate(host, command);
  } catch (error) {
    const unknown = unknownIn(error);
    if (unknown.length === 0) throw error;
    report(`no package ${unknown.join(", ")} in the package lists; fetching them anew`);
  }
  await host.run("apt-get", ["-o=DPkg::Lock::Timeout=120", "update"], quietly);
  try {
    return await simulate(host, command);
  } catch (error) {
    const unknown = unknownIn(error);
    throw unknown.length === 0 ? error : unknownPackages(unknown);
  }
}

function unknownIn(error: unknown): string[] {
  const text = describeError(error);
  const names = /Unable to locate package (\S+)|Package '(\S+)' has no installation candidate/g;
  const versions = /Version '(\S+)' for '(\S+)' was not found/g;
  return [
    ...[...text.matchAll(names)].map(([, one, other]) => one ?? other ?? ""),
    ...[...text.matchAll(versions)].map(([, version, name]) => `${name} ${version}`),
  ];
}

// apt-get itself refuses downgrades and essential packages as long as --yes comes without --allow-….
async function simulate(host: Host, command: string[]): Promise<SideEffects> {
  const { stdout } = await host.run("apt-get", [...options, "--simulate", ...command], quietly);
  return {
    removed: [...stdout.matchAll(/^(?:Remv|Purg) (\S+)/gm)].map(([, name]) => name ?? ""),
    downgraded: [],
  };
}

function wordOf({ name, version }: Wanted): string {
  return version === undefined ? name : `${name}=${version}`;
}

function progress(report: Report): (line: string) => void {
  return line => {
    const [, verb, name] = /^(Unpacking|Setting up|Removing) (\S+)/.exec(line) ?? [];
    if (verb !== undefined && name !== undefined) report(`${verb.toLowerCase()} ${name.replace(/:.*/, "")}`);
  };
}
