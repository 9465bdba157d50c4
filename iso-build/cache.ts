import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A finished result in the cache */
export interface Cached {
  directory: string;
  /** Digest of what it was made from and of when; what is made from it takes this among its own inputs */
  key: string;
  /** When it was made, ISO 8601 */
  built: string;
  /** True when nothing had to be made */
  reused: boolean;
}

/** The result for these inputs: from the cache, or made now; an interrupted build leaves nothing behind */
export async function cached(
  cache: string,
  name: string,
  inputs: object,
  build: (directory: string) => Promise<void>,
): Promise<Cached> {
  const layers = join(cache, "layers");
  const directory = join(layers, `${name}-${digest(inputs).slice(0, 16)}`);
  const reused = await exists(directory);
  if (reused) await utimes(directory, new Date(), new Date());
  else {
    const unfinished = `${directory}.part`;
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true });
    await build(unfinished);
    await writeFile(join(unfinished, stamp), `${new Date().toISOString()} ${randomUUID()}`);
    await rename(unfinished, directory);
    await forgetOldest(layers, name);
  }
  const made = await readFile(join(directory, stamp), "utf8");
  const [built = ""] = made.split(" ");
  return { directory, key: digest({ inputs, built: made }), built, reused };
}

/** Forgets every result of a name, so that the next build makes it anew */
export async function forget(cache: string, name: string): Promise<void> {
  const layers = join(cache, "layers");
  for (const entry of await resultsOf(layers, name)) await rm(join(layers, entry), { recursive: true });
}

/** File in each result: when it was made, and a name of its own, as two may be made within a millisecond */
const stamp = "built";

/** SHA-256 of the inputs as JSON */
function digest(inputs: object): string {
  return createHash("sha256").update(JSON.stringify(inputs)).digest("hex");
}

/** Keeps the three results of a name that were used last */
async function forgetOldest(layers: string, name: string): Promise<void> {
  const dated = await Promise.all(
    (await resultsOf(layers, name)).map(async entry => ({
      entry,
      used: (await stat(join(layers, entry))).mtimeMs,
    })),
  );
  dated.sort((a, b) => b.used - a.used);
  for (const { entry } of dated.slice(3)) await rm(join(layers, entry), { recursive: true });
}

async function resultsOf(layers: string, name: string): Promise<string[]> {
  const entries = await readdir(layers).catch(() => []);
  return entries.filter(entry => new RegExp(`^${name}-[0-9a-f]{16}`).test(entry));
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
