import type { Host } from "../../host/host.ts";
import { isOurs, pinPath, type RepositoryFiles, sourcePath, sourcesFolder } from "./repository-file.ts";
import type { PackagesSection } from "./schema.ts";

/** What apt knows of further archives, as far as the section or an earlier document speaks of them */
export interface CurrentRepositories {
  /** By name: those that the section names, and all that this plugin wrote */
  files: Record<string, Partial<RepositoryFiles>>;
  /** Keyrings that the section names and that are not there */
  missingKeyrings: string[];
  /** "trixie" */
  codename?: string;
}

/** Reads files alone; apt is not asked */
export async function queryRepositories(
  host: Host,
  { repositories = {} }: PackagesSection,
): Promise<CurrentRepositories> {
  const files: CurrentRepositories["files"] = {};
  for (const name of await namesToRead(host, Object.keys(repositories))) {
    const source = await host.files.read(sourcePath(name));
    const pin = await host.files.read(pinPath(name));
    const named = Object.hasOwn(repositories, name);
    if (!named && !isOurs(source ?? "")) continue;
    files[name] = { ...(source !== undefined && { source }), ...(pin !== undefined && { pin }) };
  }
  const codename = await ownRelease(host);
  const keyrings = Object.values(repositories).flatMap(({ keyring }) => keyring ?? []);
  const missingKeyrings = [];
  for (const path of keyrings) if (!(await host.files.facts(path))) missingKeyrings.push(path);
  return { files, missingKeyrings, ...(codename !== undefined && { codename }) };
}

async function namesToRead(host: Host, named: readonly string[]): Promise<string[]> {
  const there = (await host.files.list(sourcesFolder)).flatMap(
    file => /^(.+)\.sources$/.exec(file)?.[1] ?? [],
  );
  return [...new Set([...named, ...there])].sort();
}

async function ownRelease(host: Host): Promise<string | undefined> {
  const text = (await host.files.read("/etc/os-release")) ?? "";
  return /^VERSION_CODENAME="?([a-z]+)"?$/m.exec(text)?.[1];
}
