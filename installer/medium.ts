import type { Files } from "../provisioner/host/files.ts";
import { isObject } from "../provisioner/host/json.ts";

/** The boot medium: who made it, when, and what lies on it */
export interface Medium {
  root: string;
  name: string;
  version: string;
  /** ISO 8601; no clock in the world is before it */
  built: string;
  suite: string;
  /** The mirror that it was built from */
  mirror?: string;
  /** The security archive that belongs to it */
  security?: string;
  /** Digest of the package manifest of the base */
  manifestSha256: string;
  /** Squashfs files that make the installed system, in the order in which they are laid down */
  layers: string[];
  /** The medium carries an apt repository */
  hasPool: boolean;
}

/** Where live-boot mounts the medium */
export const mediumRoot = "/run/live/medium";

/** Reads the identity of a medium; undefined on a live system that is not ours */
export async function readMedium(files: Files, root: string): Promise<Medium | undefined> {
  const identity = await identityOn(files, root);
  if (!identity) return undefined;
  const base = isObject(identity["base"]) ? identity["base"] : {};
  return {
    root,
    name: word(identity["name"], "Groundstate"),
    version: word(identity["version"], "unknown"),
    built: moment(identity["built"]),
    suite: word(identity["suite"], "trixie"),
    ...(typeof identity["mirror"] === "string" && { mirror: identity["mirror"] }),
    ...(typeof identity["security"] === "string" && { security: identity["security"] }),
    manifestSha256: word(base["manifest_sha256"], ""),
    layers: await layersOn(files, root),
    hasPool: (await files.facts(`${root}/dists`)) !== undefined,
  };
}

/** Only a medium of ours has the file at all: one that cannot be read still counts as a medium */
async function identityOn(files: Files, root: string): Promise<Record<string, unknown> | undefined> {
  try {
    const text = await files.read(`${root}/groundstate/identity.json`);
    if (text === undefined) return undefined;
    const identity: unknown = JSON.parse(text);
    return isObject(identity) ? identity : {};
  } catch {
    return {};
  }
}

/** The medium, when its pool and its manifest are of the suite that is installed; packages of another suite do not count */
export function mediumOfSuite(medium: Medium | undefined, suite: string): Medium | undefined {
  return medium?.suite === suite ? medium : undefined;
}

async function layersOn(files: Files, root: string): Promise<string[]> {
  const layers: string[] = [];
  for (const name of ["base.squashfs", "groundstate.squashfs"]) {
    const path = `${root}/live/${name}`;
    if (await files.facts(path)) layers.push(path);
  }
  return layers;
}

function moment(value: unknown): string {
  const text = word(value, "");
  return Number.isNaN(Date.parse(text)) ? new Date(0).toISOString() : text;
}

function word(value: unknown, otherwise: string): string {
  return typeof value === "string" && value !== "" ? value : otherwise;
}
