import { realpathSync } from "node:fs";
import { dirname, join } from "node:path";

declare const GROUNDSTATE_VERSION: string | undefined;

/** Where this build reads and writes */
export interface Project {
  /** Root of the source tree */
  root: string;
  /** Bundles, packages and the ISO */
  out: string;
  /** What outlives a build: downloaded packages, finished layers */
  cache: string;
  version: string;
}

/** The project whose bundle is running (out/iso-build); GROUNDSTATE_CACHE moves the cache */
export function thisProject(): Project {
  const out = dirname(realpathSync(process.argv[1] ?? "out/iso-build"));
  return {
    root: dirname(out),
    out,
    cache: process.env["GROUNDSTATE_CACHE"] || "/var/cache/groundstate",
    version: typeof GROUNDSTATE_VERSION === "string" ? GROUNDSTATE_VERSION : "0.0.0",
  };
}

/** Path of the ISO that a build makes */
export function isoPath({ out, version }: Project): string {
  return join(out, `groundstate-${version}-amd64.iso`);
}
