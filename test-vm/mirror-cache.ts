import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, rename, rm, stat } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type Archives, aptArchives } from "../provisioner/host/apt-archives.ts";
import { Failure } from "../provisioner/host/failure.ts";
import { run } from "../provisioner/host/run.ts";
import { listenOnLoopback } from "./loopback-server.ts";

/** A Debian mirror and its security archive on this host's loopback; guests of a user network see them at 10.0.2.2 */
export interface MirrorCache {
  readonly port: number;
  /** What to write into a guest's document as its mirror; with -security at its end it is the security archive */
  readonly guestUrl: string;
  /** Files served from the cache and files fetched, for the report */
  counts(): { cached: number; fetched: number };
  close(): Promise<void>;
}

/** Brings a file from the origin to a path on this host; false when the origin has none */
export type Download = (url: string, path: string) => Promise<boolean>;

/** What the cache needs: where it keeps files, the archives behind it, and how to fetch */
export interface MirrorCacheOptions {
  folder: string;
  origin: Archives;
  download?: Download;
}

/** Serves /debian/… and /debian-security/… from the folder, fetching each file once: packages for ever, lists of packages once a run */
export async function startMirrorCache(options: MirrorCacheOptions): Promise<MirrorCache> {
  await mkdir(options.folder, { recursive: true });
  const lists = await mkdtemp(join(options.folder, ".lists-"));
  const store = fileStore(options, lists);
  const server = await listenOnLoopback((request, response) => {
    answer(store, request.url ?? "", request.method === "HEAD", response).catch(() => response.destroy());
  });
  return {
    port: server.port,
    guestUrl: `${server.guestUrl}/debian`,
    counts: store.counts,
    close: async () => {
      await server.close();
      await rm(lists, { recursive: true, force: true });
    },
  };
}

/** A file of the mirror or of the security archive */
interface MirrorFile {
  archive: "debian" | "debian-security";
  path: string;
}

interface FileStore {
  get(file: MirrorFile): Promise<string | undefined>;
  counts(): { cached: number; fetched: number };
}

function fileStore(
  { folder, origin, download = downloadWithApt }: MirrorCacheOptions,
  lists: string,
): FileStore {
  const underWay = new Map<string, Promise<string | undefined>>();
  const counts = { cached: 0, fetched: 0 };
  const origins = { debian: origin.archive, "debian-security": origin.security };
  const folders = { debian: folder, "debian-security": join(folder, "debian-security") };
  const obtain = async ({ archive, path }: MirrorFile): Promise<string | undefined> => {
    const site = origins[archive];
    if (site === undefined) return undefined;
    const place = keptForEver(path) ? join(folders[archive], path) : join(lists, archive, path);
    if (await stat(place).catch(() => undefined)) {
      counts.cached += 1;
      return place;
    }
    const partial = `${place}.partial`;
    await mkdir(dirname(place), { recursive: true });
    if (!(await download(`${site}/${path}`, partial))) return undefined;
    await rename(partial, place);
    counts.fetched += 1;
    return place;
  };
  return {
    counts: () => ({ ...counts }),
    get: file => {
      const key = `${file.archive}/${file.path}`;
      const same = underWay.get(key);
      if (same) return same;
      const started = obtain(file).finally(() => underWay.delete(key));
      underWay.set(key, started);
      return started;
    },
  };
}

async function answer(store: FileStore, url: string, head: boolean, response: ServerResponse): Promise<void> {
  const wanted = mirrorPath(url);
  const place = wanted && (await store.get(wanted).catch(() => undefined));
  if (place === undefined) {
    response.writeHead(404).end();
    return;
  }
  const { size, mtime } = await stat(place);
  response.writeHead(200, { "Content-Length": size, "Last-Modified": mtime.toUTCString() });
  if (head) response.end();
  else await pipeline(createReadStream(place), response);
}

/** The file of an archive that a request asks for; undefined for anything that leads elsewhere */
export function mirrorPath(url: string): MirrorFile | undefined {
  const [address = ""] = url.split("?");
  const [, security, path] = /^\/debian(-security)?\/((?:dists|pool)\/.+)$/.exec(decode(address)) ?? [];
  if (path === undefined || path.split("/").some(part => part === "" || part.startsWith(".")))
    return undefined;
  return { archive: security ? "debian-security" : "debian", path };
}

/** A package file and a file named by its own hash never change */
export function keptForEver(path: string): boolean {
  return path.startsWith("pool/") || path.includes("/by-hash/");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** The archives that this host's own apt uses for Debian; MIRROR in the environment names another mirror */
export async function hostMirror(): Promise<Archives> {
  const found = await aptArchives(run);
  const archive = (process.env["MIRROR"] || found.archive)?.replace(/\/+$/, "");
  if (archive) return { ...found, archive };
  throw new Failure({
    kind: "machine",
    tried: "cannot tell which Debian mirror to use",
    found: "none in the lists of this host's apt",
    fix: "run apt-get update, or set MIRROR=URL",
  });
}

// apt's own downloader: it knows this host's proxies, certificates and logins
async function downloadWithApt(url: string, path: string): Promise<boolean> {
  const { exit } = await run("/usr/lib/apt/apt-helper", ["download-file", url, path], {
    timeout: 600,
    allowedExits: [0, 100],
  });
  return exit === 0;
}
