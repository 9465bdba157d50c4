import { Failure } from "../../provisioner/host/failure.ts";
import type { Files } from "../../provisioner/host/files.ts";
import type { Medium } from "../medium.ts";

/** Names of the packages that make a base system, for debootstrap to include */
export async function basePackages(files: Files, medium: Medium | undefined): Promise<string[]> {
  const path = `${medium?.root ?? ""}/groundstate/base-packages.txt`;
  const text = medium && (await files.read(path));
  if (text !== undefined) return packageNames(text);
  const own = await files.read("/usr/share/groundstate/base-packages.txt");
  if (own !== undefined) return packageNames(own);
  throw new Failure({
    kind: "machine",
    tried: "cannot tell which packages make the base system",
    found: `no ${path}`,
    needs: "the list that iso-build puts on the medium",
    fix: "boot the Groundstate medium, or install the package groundstate-installer",
  });
}

/** One name a line or several; # begins a comment */
export function packageNames(text: string): string[] {
  return text
    .split("\n")
    .flatMap(line => line.replace(/#.*/, "").split(/\s+/))
    .filter(name => name !== "");
}
