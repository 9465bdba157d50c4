import { basename, dirname } from "node:path";
import { Failure } from "../../host/failure.ts";
import { type HeldFolder, inFolder } from "../../host/held-folder.ts";
import type { Host } from "../../host/host.ts";
import { restoreHeldFile, type SavedFile, saveHeldFile } from "../held-file.ts";
import { networkFileInside } from "./paths.ts";
import { renderNetworkInside } from "./render.ts";
import type { Container } from "./schema.ts";

const fileName = basename(networkFileInside);

/** Writes how eth0 is configured; the container's root could put a link to the host's files in the way at any instant */
export async function writeNetworkInside(host: Host, root: string, container: Container): Promise<void> {
  await inside(host, root, folder =>
    folder.files.write(`/${fileName}`, renderNetworkInside(container), { mode: 0o644 }),
  );
}

/** That file as it is */
export async function saveNetworkInside(host: Host, root: string): Promise<SavedFile> {
  return inside(host, root, folder => saveHeldFile(folder, fileName, `${root}${networkFileInside}`));
}

/** Puts it back as it was */
export async function restoreNetworkInside(host: Host, root: string, saved: SavedFile): Promise<void> {
  await inside(host, root, folder => restoreHeldFile(folder, fileName, saved));
}

/** Its text; undefined when there is none, or a link stands in the way */
export async function readNetworkInside(host: Host, root: string): Promise<string | undefined> {
  try {
    const content = await inFolder(host.files, root, async held =>
      (await networkFolder(held))?.read(fileName),
    );
    return content?.toString("utf8");
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

async function inside<Result>(
  host: Host,
  root: string,
  work: (folder: HeldFolder) => Promise<Result>,
): Promise<Result> {
  return inFolder(host.files, root, async held => {
    const folder = await networkFolder(held);
    if (folder) return work(folder);
    throw new Failure({
      kind: "machine",
      tried: `cannot reach the network of the container below ${root}`,
      found: `no folder ${dirname(networkFileInside)}`,
      needs: "a folder",
      fix: `make ${root}${dirname(networkFileInside)} a folder`,
    });
  });
}

async function networkFolder(root: HeldFolder | undefined): Promise<HeldFolder | undefined> {
  let folder = root;
  for (const name of dirname(networkFileInside).split("/").filter(Boolean))
    folder = await folder?.folder(name);
  return folder;
}
