import type { Host } from "../../host/host.ts";

const folder = "/var/lib/apt/lists";

/** Names of the package lists that apt has */
export async function listNames(host: Host): Promise<string[]> {
  return await host.files.list(folder);
}

/** Removes lists that were fetched since; apt makes its cache anew by itself */
export async function removeNewLists(host: Host, before: readonly string[]): Promise<void> {
  for (const name of await listNames(host)) {
    const path = `${folder}/${name}`;
    if (before.includes(name) || (await host.files.facts(path))?.kind !== "file") continue;
    await host.files.remove(path);
  }
}
