import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Failure } from "../provisioner/host/failure.ts";
import { run } from "../provisioner/host/run.ts";
import { hostMirror, type MirrorCache, startMirrorCache } from "./mirror-cache.ts";
import { type Accelerator, chooseAccelerator } from "./vm/accelerator.ts";
import { checkTestHost } from "./vm/preflight.ts";

/** What every case needs: the ISO, how to accelerate, a key to log in with, a mirror, a place for files */
export interface Workshop {
  iso: string;
  accelerator: Accelerator;
  key: { path: string; public: string };
  mirror: MirrorCache;
  /** A new, empty folder for one case; what an earlier run left there is gone */
  folder(name: string): Promise<string>;
  /** The folder that an earlier case left */
  left(name: string): string;
  /** One line to whoever is watching */
  say(line: string): void;
  close(): Promise<void>;
}

const results = resolve("out/vm");

/** Checks the host and sets everything up once for a run */
export async function openWorkshop(isoPath: string | undefined): Promise<Workshop> {
  await checkTestHost();
  const iso = await findIso(isoPath);
  const cache = process.env["GROUNDSTATE_CACHE"] ?? "/var/cache/groundstate";
  await mkdir(results, { recursive: true });
  const key = await makeKey(results);
  const accelerator = await chooseAccelerator(iso, cache);
  const mirror = await startMirrorCache({ folder: join(cache, "mirror"), origin: await hostMirror() });
  return {
    iso,
    accelerator,
    key,
    mirror,
    folder: name => emptyFolder(join(results, name)),
    left: name => join(results, name),
    say: line => process.stdout.write(`${line}\n`),
    close: () => mirror.close(),
  };
}

async function emptyFolder(path: string): Promise<string> {
  await rm(path, { recursive: true, force: true });
  await mkdir(path, { recursive: true });
  return path;
}

async function findIso(wanted: string | undefined): Promise<string> {
  const iso = wanted ?? (await newestIso());
  if (iso && (await stat(iso).catch(() => undefined))) return resolve(iso);
  const needs = wanted ?? "out/groundstate-VERSION-amd64.iso";
  throw new Failure({ kind: "input", tried: "cannot find the ISO", needs, fix: "make iso" });
}

async function newestIso(): Promise<string | undefined> {
  const names = await readdir("out").catch(() => []);
  const found = names.filter(name => /^groundstate-.*-amd64\.iso$/.test(name)).map(name => join("out", name));
  const times = await Promise.all(found.map(async path => ({ path, time: (await stat(path)).mtimeMs })));
  return times.sort((a, b) => a.time - b.time).at(-1)?.path;
}

/** The key of an earlier run is used again: another run may be under way with it */
async function makeKey(folder: string): Promise<Workshop["key"]> {
  const path = join(folder, "ssh-key");
  const made = await stat(`${path}.pub`).catch(() => undefined);
  if (!made) await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "groundstate-test", "-f", path]);
  return { path, public: (await readFile(`${path}.pub`, "utf8")).trim() };
}
