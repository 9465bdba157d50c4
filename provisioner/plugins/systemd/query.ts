import type { Host } from "../../host/host.ts";
import { unitFolder } from "../../host/units/unit-files.ts";
import { isTemplate } from "../../host/units/unit-name.ts";
import type { CurrentUnit } from "../../host/units/unit-properties.ts";
import { readUnitStates, runningInstances } from "../../host/units/unit-states.ts";
import { fileHeader, wantedFiles, wantedUnits } from "./desired.ts";
import { newerFiles } from "./newer-files.ts";
import type { SystemdSection } from "./schema.ts";

/** What the plugin knows of the machine, units under the names that the document uses */
export interface CurrentSystemd {
  units: Record<string, CurrentUnit>;
  /** Instances that run, by template: for the templates that the document names or that files of ours concern */
  instances: Record<string, string[]>;
  /** By unit: its files that changed after it was started */
  newer: Record<string, string[]>;
  /** Text by path of the files that the document names and of all that bear our header */
  files: Record<string, string>;
  /** Paths of whole units in the administrator's folder, whoever wrote them */
  unitFiles: string[];
}

/** Reads unit files, and asks systemctl once for all units */
export async function querySystemd(host: Host, section: SystemdSection): Promise<CurrentSystemd> {
  const wanted = wantedFiles(section);
  const { files, unitFiles } = await administratorsFiles(host);
  const named = [...wantedUnits(section), ...wanted].map(({ unit }) => unit);
  for (const { path } of wanted) {
    const content = await host.files.read(path);
    if (content !== undefined) files[path] = content;
  }
  const concerned = new Set([...named, ...Object.keys(files).map(unitOfFile)]);
  const instances = await runningInstances(host, [...concerned].filter(isTemplate));
  const units = await readUnitStates(host, [...new Set([...concerned, ...Object.values(instances).flat()])]);
  return { units, instances, newer: await newerByUnit(host, units), files, unitFiles };
}

async function newerByUnit(
  host: Host,
  units: Readonly<Record<string, CurrentUnit>>,
): Promise<Record<string, string[]>> {
  const newer: Record<string, string[]> = {};
  for (const [unit, { runtime }] of Object.entries(units)) {
    const files = runtime ? await newerFiles(host, runtime) : [];
    if (files.length > 0) newer[unit] = files;
  }
  return newer;
}

async function administratorsFiles(host: Host): Promise<Pick<CurrentSystemd, "files" | "unitFiles">> {
  const files: Record<string, string> = {};
  const unitFiles: string[] = [];
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
    if (!name.includes("/")) unitFiles.push(path);
    const content = (await host.files.read(path)) ?? "";
    if (content.startsWith(fileHeader)) files[path] = content;
  }
  return { files, unitFiles };
}

function unitOfFile(path: string): string {
  const [name = "", dropIn] = path.slice(unitFolder.length + 1).split("/");
  return dropIn === undefined ? name : name.replace(/\.d$/, "");
}
