import { chmod, readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** Gives files and folders the modes that an installed system expects, whatever the umask of the checkout was */
export async function setPlainModes(tree: string): Promise<void> {
  await chmod(tree, 0o755);
  for (const entry of await readdir(tree, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    const runs = entry.isDirectory() || ((await stat(path)).mode & 0o100) !== 0;
    await chmod(path, runs ? 0o755 : 0o644);
  }
}
