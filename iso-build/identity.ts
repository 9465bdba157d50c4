import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Archives } from "../provisioner/host/apt-archives.ts";
import { basePackages, suite } from "./packages.ts";

/** What tells one medium from another */
export interface Identity {
  name: string;
  version: string;
  /** ISO 8601 */
  built: string;
  suite: string;
  mirror: string;
  /** The security archive that belongs to the mirror, where the build host knew one */
  security?: string;
  architecture: string;
  base: { packages: number; manifest_sha256: string };
}

/** Identity of a medium built now from this mirror, whose base has these packages ("name version" a line) */
export function identityOf(
  version: string,
  built: Date,
  { archive, security }: Archives,
  manifest: string,
): Identity {
  return {
    name: "Groundstate",
    version,
    built: built.toISOString(),
    suite,
    mirror: archive,
    ...(security && { security }),
    architecture: "amd64",
    base: {
      packages: manifest.split("\n").filter(line => line !== "").length,
      manifest_sha256: createHash("sha256").update(manifest).digest("hex"),
    },
  };
}

/** Writes identity, package manifest and package list below /groundstate of the medium, and /.disk/info for GRUB */
export async function writeIdentity(medium: string, identity: Identity, manifest: string): Promise<void> {
  const folder = join(medium, "groundstate");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "identity.json"), `${JSON.stringify(identity, null, 2)}\n`);
  await writeFile(join(folder, "packages.manifest"), manifest);
  await writeFile(join(folder, "base-packages.txt"), `${basePackages.join("\n")}\n`);
  await mkdir(join(medium, ".disk"), { recursive: true });
  await writeFile(
    join(medium, ".disk/info"),
    `${identity.name} ${identity.version} ${suite} amd64 ${identity.built}\n`,
  );
}
