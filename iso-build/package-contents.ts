import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";

/** Size of what a package installs, for its Installed-Size */
export async function kibibytes(tree: string): Promise<number> {
  const sizes = (await contents(tree)).map(async path =>
    Math.ceil((await stat(join(tree, path))).size / 1024),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Text of a package's md5sums */
export async function digests(tree: string): Promise<string> {
  const lines = (await contents(tree)).map(async path => {
    const digest = createHash("md5")
      .update(await readFile(join(tree, path)))
      .digest("hex");
    return `${digest}  ${path}\n`;
  });
  return (await Promise.all(lines)).join("");
}

/** Regular files that the package installs, sorted */
async function contents(tree: string): Promise<string[]> {
  const entries = await readdir(tree, { recursive: true, withFileTypes: true });
  return entries
    .filter(entry => entry.isFile())
    .map(entry => relative(tree, join(entry.parentPath, entry.name)))
    .filter(path => !path.startsWith("DEBIAN/"))
    .sort();
}
