import { Check } from "@sinclair/typebox/value";
import type { Files } from "../../host/files.ts";
import type { Json } from "../../host/json.ts";
import { isMap } from "../../state/pointer.ts";
import { packageMap } from "./normalise.ts";
import { type Package, PackagesSection } from "./schema.ts";

/** What a manifest file asks for, or why it cannot be read */
export type Manifest = { packages: Record<string, Package> } | { problem: string };

/** Reads a manifest: a list or map of packages, or an object that holds one under `packages` */
export async function readManifest(files: Files, path: string): Promise<Manifest> {
  const text = await files.read(path);
  if (text === undefined) return { problem: `there is no file ${path}` };
  try {
    const parsed: Json = JSON.parse(text);
    const section = {
      packages: packageMap(isMap(parsed) && isMap(parsed["packages"]) ? parsed["packages"] : parsed),
    };
    if (Check(PackagesSection, section)) return { packages: section.packages ?? {} };
    return { problem: `${path} is no list of packages` };
  } catch {
    return { problem: `${path} is not JSON` };
  }
}
