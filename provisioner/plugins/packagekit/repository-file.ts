import { debianRelease } from "../../host/apt-archives.ts";
import type { Repository } from "./repository-schema.ts";

/** First words of every file that this plugin writes for apt */
const owner = "# Written by Groundstate from plugins.packagekit.repositories";

/** The two files of a repository: its address and key, and how much apt prefers it */
export interface RepositoryFiles {
  source: string;
  /** Only where a preference is set */
  pin?: string;
}

export const sourcesFolder = "/etc/apt/sources.list.d";

/** Where the address of a repository stands */
export function sourcePath(name: string): string {
  return `${sourcesFolder}/${name}.sources`;
}

/** Where its preference stands */
export function pinPath(name: string): string {
  return `/etc/apt/preferences.d/groundstate-${name}.pref`;
}

/** Whether this plugin wrote that file */
export function isOurs(text: string): boolean {
  return text.startsWith(owner);
}

/** Both files as they have to be, on a machine of that Debian release */
export function repositoryFiles(
  name: string,
  repository: Repository,
  codename: string | undefined,
): RepositoryFiles {
  const foreign = foreignSuites(repository, codename);
  const source = sourceText(name, repository);
  return foreign.length === 0 ? { source } : { source, pin: pinText(name, foreign, repository.priority) };
}

/**
 * Suites of another Debian release than the machine's. apt would take the whole system there with its next upgrade.
 * Not among them: names that change their meaning (`stable` is also what half of the vendors call their only suite; what
 * such a suite is, its Release file says once it is fetched), and `experimental`, which apt prefers to nothing by itself
 */
export function foreignSuites({ suites = [] }: Repository, codename: string | undefined): string[] {
  if (codename === undefined) return [];
  return suites.filter(suite => {
    const release = debianRelease(suite);
    return release !== undefined && !/^(old)*stable$/.test(release) && release !== codename;
  });
}

// deb822-style, sources.list(5). An empty line of a key is written as a dot, and every line of it begins with a space.
function sourceText(name: string, repository: Repository): string {
  const { uris = [], suites = [], components, architectures, key, keyring } = repository;
  const lines = key?.trimEnd().split("\n") ?? [];
  const signer = keyring === undefined ? "" : ` ${keyring}`;
  return [
    `${owner}.${name}; changes are overwritten`,
    "Types: deb",
    `URIs: ${uris.join(" ")}`,
    `Suites: ${suites.join(" ")}`,
    ...(components ? [`Components: ${components.join(" ")}`] : []),
    ...(architectures ? [`Architectures: ${architectures.join(" ")}`] : []),
    `Signed-By:${signer}`,
    ...lines.map(line => ` ${line.trim() === "" ? "." : line}`),
    "",
  ].join("\n");
}

/** 100: only what no other archive has, and newer versions of what came from there; apt_preferences(5) */
function pinText(name: string, suites: readonly string[], priority = 100): string {
  const stanzas = suites.map(suite => {
    const field = /^(testing|unstable)/.test(suite) ? "a" : "n";
    return `Package: *\nPin: release ${field}=${suite}\nPin-Priority: ${priority}\n`;
  });
  return `${owner}.${name}; changes are overwritten\n${stanzas.join("\n")}`;
}
