import type { Files } from "../files.ts";
import { templateOf } from "./unit-name.ts";

/** Folder of the administrator's units, above what packages bring */
export const unitFolder = "/etc/systemd/system";

/**
 * The unit that a name stands for, an alias followed (Debian's sshd.service is ssh.service);
 * undefined when the machine has no such unit
 */
export async function resolveUnit(files: Files, unit: string): Promise<string | undefined> {
  for (const folder of unitFolders) {
    const found = await files.facts(`${folder}/${unit}`);
    if (!found) continue;
    const target = found.kind === "symlink" ? await files.readLink(`${folder}/${unit}`) : undefined;
    const name = target?.slice(target.lastIndexOf("/") + 1) ?? unit;
    return name === unit || target === "/dev/null" ? unit : resolveUnit(files, name);
  }
  const template = templateOf(unit);
  if (template && (await resolveUnit(files, template))) return unit;
  if (await files.facts(`/etc/init.d/${unit.replace(/\.service$/, "")}`)) return unit;
  return unitWithAlias(files, unit);
}

/** Other names whose links `systemctl enable UNIT` makes as well, from the [Install] section of its file */
export async function installedWith(files: Files, unit: string, key: "Alias" | "Also"): Promise<string[]> {
  for (const folder of unitFolders) {
    const text = await files.read(`${folder}/${templateOf(unit) ?? unit}`);
    if (text !== undefined) return installNames(text, [key]);
  }
  return [];
}

/** The words after these keys in the text of a unit */
export function installNames(text: string, keys: readonly string[]): string[] {
  return text.split("\n").flatMap(line => {
    const [, key = "", value = ""] = /^\s*([A-Za-z]+)\s*=(.*)$/.exec(line) ?? [];
    return keys.includes(key) ? value.split(/\s+/).filter(Boolean) : [];
  });
}

/** Where systemd looks for units, first hit wins: systemd.unit(5) */
const unitFolders = [
  unitFolder,
  "/run/systemd/system",
  "/usr/local/lib/systemd/system",
  "/usr/lib/systemd/system",
];

/** A disabled unit has no alias links yet, so the name only stands in its file */
async function unitWithAlias(files: Files, alias: string): Promise<string | undefined> {
  const ending = alias.slice(alias.lastIndexOf("."));
  for (const folder of unitFolders) {
    for (const name of await files.list(folder)) {
      if (!name.endsWith(ending) || (await files.facts(`${folder}/${name}`))?.kind !== "file") continue;
      const text = (await files.read(`${folder}/${name}`)) ?? "";
      if (installNames(text, ["Alias"]).includes(alias)) return name;
    }
  }
  return undefined;
}
