import { Failure } from "../../provisioner/host/failure.ts";
import type { Files } from "../../provisioner/host/files.ts";
import type { Medium } from "../medium.ts";

/** Where the package may lie when there is no medium */
const localDirectories = ["/usr/share/groundstate", "/var/cache/apt/archives"];

/** Path of the Debian package that carries the provisioner */
export async function provisionerPackage(files: Files, medium: Medium | undefined): Promise<string> {
  const directories = medium ? [`${medium.root}/pool`, ...localDirectories] : localDirectories;
  for (const directory of directories) {
    const found = await findBelow(files, directory, 4);
    if (found) return found;
  }
  throw new Failure({
    kind: "machine",
    tried: "cannot install the provisioner into the new system",
    found: `no groundstate_*.deb in ${directories.join(", ")}`,
    needs: "the package groundstate",
    fix: "boot the Groundstate medium, or copy groundstate_<version>_all.deb to /usr/share/groundstate",
  });
}

async function findBelow(files: Files, directory: string, depth: number): Promise<string | undefined> {
  const names = await files.list(directory);
  const deb = names.find(name => /^groundstate_.*\.deb$/.test(name));
  if (deb) return `${directory}/${deb}`;
  if (depth === 0) return undefined;
  for (const name of names) {
    if ((await files.facts(`${directory}/${name}`))?.kind !== "directory") continue;
    const found = await findBelow(files, `${directory}/${name}`, depth - 1);
    if (found) return found;
  }
  return undefined;
}
