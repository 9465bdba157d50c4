import { type Static, Type } from "@sinclair/typebox";
import type { Files } from "../../host/files.ts";
import { unitFolder } from "./desired.ts";
import { namesInstalledWith, resolveUnit } from "./unit-files.ts";

/** A symbolic link by which systemd knows that a unit is enabled, masked or has another name */
export const Link = Type.Object({ path: Type.String(), target: Type.String() });
export type Link = Static<typeof Link>;

/**
 * Every link that is named after one of these units or points to one: those in the administrator's folder, and
 * the rc links, which systemctl changes as well for a unit that also has a script in /etc/init.d
 */
export async function enableLinks(files: Files, names: ReadonlySet<string>): Promise<Link[]> {
  const links: Link[] = [];
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
  const names = new Set<string>();
  const waiting = [...units];
  for (let unit = waiting.pop(); unit !== undefined; unit = waiting.pop()) {
    if (names.has(unit)) continue;
    names.add(unit);
    const resolved = (await resolveUnit(files, unit)) ?? unit;
    waiting.push(resolved, ...(await namesInstalledWith(files, resolved)));
  }
  return names;
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
