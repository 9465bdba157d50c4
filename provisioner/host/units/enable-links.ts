import type { Files } from "../files.ts";
import { installedWith, resolveUnit, unitFolder } from "./unit-files.ts";

/** A symbolic link by which systemd knows that a unit is enabled, masked or has another name */
export interface EnableLink {
  path: string;
  target: string;
}

/**
 * Every link that is named after one of these units or points to one: those in the administrator's folder, and
 * the rc links, which systemctl changes as well for a unit that also has a script in /etc/init.d
 */
export async function enableLinks(files: Files, names: ReadonlySet<string>): Promise<EnableLink[]> {
  const links: EnableLink[] = [];
  for (const path of await placesOfLinks(files)) {
    if ((await files.facts(path))?.kind !== "symlink") continue;
    const target = (await files.readLink(path)) ?? "";
    const called = path.startsWith(unitFolder)
      ? [lastPart(path), lastPart(target)]
      : [`${lastPart(target)}.service`];
    if (called.some(name => names.has(name))) links.push({ path, target });
  }
  return links;
}

async function placesOfLinks(files: Files): Promise<string[]> {
  const top = await files.list(unitFolder);
  const inner = top
    .filter(name => /\.(wants|requires|upholds)$/.test(name))
    .map(name => `${unitFolder}/${name}`);
  const runlevels = [..."S0123456"].map(level => `/etc/rc${level}.d`);
  const paths = top.map(name => `${unitFolder}/${name}`);
  for (const folder of [...inner, ...runlevels])
    for (const name of await files.list(folder)) paths.push(`${folder}/${name}`);
  return paths;
}

/** The names under which `systemctl enable` may link these units: their own, their aliases, their companions' */
export async function namesOf(files: Files, units: readonly string[]): Promise<Set<string>> {
  const names = new Set([...units, ...(await withCompanions(files, units))]);
  for (const unit of [...names])
    for (const alias of await installedWith(files, unit, "Alias")) names.add(alias);
  return names;
}

/** These units by the names of their files, and those that `systemctl enable` enables along with them */
export async function withCompanions(files: Files, units: readonly string[]): Promise<string[]> {
  const all = new Set<string>();
  const waiting = [...units].reverse();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const unit = (await resolveUnit(files, name)) ?? name;
    if (all.has(unit)) continue;
    all.add(unit);
    waiting.push(...(await installedWith(files, unit, "Also")));
  }
  return [...all];
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
