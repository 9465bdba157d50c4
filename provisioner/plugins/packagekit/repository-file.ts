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
 * The files as long as the package lists were not fetched. A suite that is called `stable` may be another Debian release:
 * until its Release file was seen, only what no other archive has comes from there. That this preference is gone says it was seen
 */
export function unseenFiles(
  name: string,
  repository: Repository,
  codename: string | undefined,
): RepositoryFiles {
  const files = repositoryFiles(name, repository, codename);
  const { uris = [], suites = [] } = repository;
  const known = codename === undefined || !suites.some(changesMeaning);
  return known ? files : { ...files, pin: pinOfSites(name, uris) };
}

/**
 * Suites of another Debian release than the machine's. apt would take the whole system there with its next upgrade.
 * Not among them: names that change their meaning (`stable` is also what half of the vendors call their only suite; what
 * such a suite is, its Release file says once it is fetched), and `experimental`, which apt prefers to nothing by itself
 */
export function foreignSuites({ suites = [] }: Repository, codename: string | undefined): string[] {
  return codename === undefined ? [] : suites.filter(suite => isForeign(suite, codename));
}

/** Whether a suite says by its own name that it is of another Debian release */
export function isForeign(suite: string, codename: string): boolean {
  const release = debianRelease(suite);
  return release !== undefined && !changesMeaning(suite) && release !== codename;
}

function changesMeaning(suite: string): boolean {
  return /^(old)*stable$/.test(debianRelease(suite) ?? "");
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

function pinOfSites(name: string, uris: readonly string[]): string {
  const sites = [...new Set(uris.map(uri => (URL.canParse(uri) ? new URL(uri).hostname : "")))];
  return pinned(
    name,
    sites.map(site => `Pin: origin "${site}"\nPin-Priority: 100`),
  );
}

/** 100: only what no other archive has, and newer versions of what came from there; apt_preferences(5) */
function pinText(name: string, suites: readonly string[], priority = 100): string {
  const stanzas = suites.map(suite => {
    const field = /^(testing|unstable)/.test(suite) ? "a" : "n";
    return `Pin: release ${field}=${suite}\nPin-Priority: ${priority}`;
  });
  return pinned(name, stanzas);
}

function pinned(name: string, preferences: readonly string[]): string {
  const stanzas = preferences.map(preference => `Package: *\n${preference}\n`);
  return `${owner}.${name}; changes are overwritten\n${stanzas.join("\n")}`;
}
