import { Check } from "@sinclair/typebox/value";
import type { Files } from "../../host/files.ts";
import type { Json } from "../../host/json.ts";
import { isMap } from "../../state/pointer.ts";
import { wishMap } from "./normalise.ts";
import { type Package, PackagesSection } from "./schema.ts";

/** What a manifest file asks for, or why it cannot be read */
export type Manifest = { packages: Record<string, Package> } | { problem: string };

/** Reads a manifest: packages in any form that the document takes, itself, under `packages`, or in `stages` */
export async function readManifest(files: Files, path: string): Promise<Manifest> {
  const text = await files.read(path);
  if (text === undefined) return { problem: `there is no file ${path}` };
  try {
    return packagesIn(JSON.parse(text)) ?? { problem: `${path} is no list of packages` };
  } catch {
    return { problem: `${path} is not JSON` };
  }
}

function packagesIn(parsed: Json): { packages: Record<string, Package> } | undefined {
  const section = { packages: wishMap(packageList(parsed)) };
  return Check(PackagesSection, section) ? { packages: section.packages ?? {} } : undefined;
}

/** `stages`: what a tool makes that reads an installation medium, several lists in their order */
function packageList(parsed: Json): Json {
  if (!isMap(parsed)) return parsed;
  const { packages, stages } = parsed;
  if (Array.isArray(stages))
    return stages.flatMap(stage => (isMap(stage) ? listOf(stage["packages"]) : [stage]));
  return isMap(packages) || Array.isArray(packages) ? packages : parsed;
}

/** Such a tool knows more of each package than is wished here: its architecture, what it depends on */
function listOf(packages: Json | undefined): Json[] {
  if (!Array.isArray(packages)) return [packages ?? null];
  return packages.map(entry => {
    if (!isMap(entry)) return entry;
    const { name = null, version } = entry;
    return { name, ...(version !== undefined && { version }) };
  });
}
