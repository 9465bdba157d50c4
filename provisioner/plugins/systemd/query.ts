import type { Host } from "../../host/host.ts";
import { unitFolder } from "../../host/units/unit-files.ts";
import type { CurrentUnit } from "../../host/units/unit-properties.ts";
import { readUnitStates } from "../../host/units/unit-states.ts";
import { fileHeader, wantedFiles, wantedUnits } from "./desired.ts";
import type { SystemdSection } from "./schema.ts";

/** What the plugin knows of the machine, units under the names that the document uses */
export interface CurrentSystemd {
  units: Record<string, CurrentUnit>;
  /** Text by path of the files that the document names and of all that bear our header */
  files: Record<string, string>;
}

/** Reads unit files, and asks systemctl once for all units */
export async function querySystemd(host: Host, section: SystemdSection): Promise<CurrentSystemd> {
  const wanted = wantedFiles(section);
  const files: Record<string, string> = await ownFiles(host);
  const named = [...wantedUnits(section), ...wanted].map(({ unit }) => unit);
  const units = new Set([...named, ...Object.keys(files).map(unitOfFile)]);
  for (const { path } of wanted) {
    const content = await host.files.read(path);
    if (content !== undefined) files[path] = content;
  }
  return { units: await readUnitStates(host, [...units]), files };
}

async function ownFiles(host: Host): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const names = await host.files.list(unitFolder);
  const folders = names.filter(name => name.endsWith(".d"));
  const inside = await Promise.all(
    folders.map(async folder =>
      (await host.files.list(`${unitFolder}/${folder}`)).map(name => `${folder}/${name}`),
    ),
  );
  for (const name of [...names, ...inside.flat()]) {
    const path = `${unitFolder}/${name}`;
    if ((await host.files.facts(path))?.kind !== "file") continue;
    const content = (await host.files.read(path)) ?? "";
    if (content.startsWith(fileHeader)) found[path] = content;
  }
  return found;
}

function unitOfFile(path: string): string {
  const [name = "", dropIn] = path.slice(unitFolder.length + 1).split("/");
  return dropIn === undefined ? name : name.replace(/\.d$/, "");
}
