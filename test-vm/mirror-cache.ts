import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { Failure } from "../provisioner/host/failure.ts";
import { run } from "../provisioner/host/run.ts";

/** A Debian mirror on this host's loopback; guests of a user network see it at 10.0.2.2 */
export interface MirrorCache {
  readonly port: number;
  /** What to write into a guest's document as its mirror */
  readonly guestUrl: string;
  /** Files served from the cache and files fetched, for the report */
  counts(): { cached: number; fetched: number };
  close(): Promise<void>;
}

/** Brings a file from the origin to a path on this host; false when the origin has none */
export type Download = (url: string, path: string) => Promise<boolean>;

/** What the cache needs: where it keeps files, the mirror behind it, and how to fetch */
export interface MirrorCacheOptions {
  folder: string;
  origin: string;
  download?: Download;
}

/** Serves /debian/… from the folder, fetching each file once: packages for ever, lists of packages once a run */
export async function startMirrorCache(options: MirrorCacheOptions): Promise<MirrorCache> {
  await mkdir(options.folder, { recursive: true });
  const lists = await mkdtemp(join(options.folder, ".lists-"));
  const store = fileStore(options, lists);
  const server = createServer((request, response) => {
    answer(store, request.url ?? "", request.method === "HEAD", response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    port,
    guestUrl: `http://10.0.2.2:${port}/debian`,
    counts: store.counts,
    close: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
      await rm(lists, { recursive: true, force: true });
    },
  };
}

interface FileStore {
  get(path: string): Promise<string | undefined>;
  counts(): { cached: number; fetched: number };
}

function fileStore(
  { folder, origin, download = downloadWithApt }: MirrorCacheOptions,
  lists: string,
): FileStore {
  const underWay = new Map<string, Promise<string | undefined>>();
  const counts = { cached: 0, fetched: 0 };
  const obtain = async (path: string): Promise<string | undefined> => {
    const place = join(keptForEver(path) ? folder : lists, path);
    if (await stat(place).catch(() => undefined)) {
      counts.cached += 1;
      return place;
    }
    const partial = `${place}.partial`;
    await mkdir(dirname(place), { recursive: true });
    if (!(await download(`${origin}/${path}`, partial))) return undefined;
    await rename(partial, place);
    counts.fetched += 1;
    return place;
  };
  return {
    counts: () => ({ ...counts }),
    get: path => {
      const same = underWay.get(path);
      if (same) return same;
      const started = obtain(path).finally(() => underWay.delete(path));
      underWay.set(path, started);
      return started;
    },
  };
}

async function answer(store: FileStore, url: string, head: boolean, response: ServerResponse): Promise<void> {
  const path = mirrorPath(url);
  const file = path === undefined ? undefined : await store.get(path).catch(() => undefined);
  if (file === undefined) {
    response.writeHead(404).end();
    return;
  }
  const { size, mtime } = await stat(file);
  response.writeHead(200, { "Content-Length": size, "Last-Modified": mtime.toUTCString() });
  if (head) response.end();
  else await pipeline(createReadStream(file), response);
}

/** The path below the mirror's root that a request asks for; undefined for anything that leads elsewhere */
export function mirrorPath(url: string): string | undefined {
  const [address = ""] = url.split("?");
  const match = /^\/debian\/((?:dists|pool)\/.+)$/.exec(decode(address));
  const path = match?.[1];
  if (path === undefined || path.split("/").some(part => part === "" || part.startsWith(".")))
    return undefined;
  return path;
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

/** The mirror that this host's own apt uses for Debian; MIRROR in the environment overrides it */
export async function hostMirror(): Promise<string> {
  const wanted = process.env["MIRROR"];
  if (wanted) return wanted.replace(/\/$/, "");
  const { stdout } = await run("apt-get", ["indextargets", "--format", "$(ORIGIN) $(LABEL) $(SITE)"]);
  const site = debianSite(stdout);
  if (site) return site;
  throw new Failure({
    kind: "machine",
    tried: "cannot tell which Debian mirror to use",
    found: "none in the lists of this host's apt",
    fix: "run apt-get update, or set MIRROR=URL",
  });
}

/** The first site of Debian's main archive in apt's list of index targets */
export function debianSite(indexTargets: string): string | undefined {
  const line = indexTargets.split("\n").find(target => target.startsWith("Debian Debian "));
  return line?.split(" ")[2]?.replace(/\/$/, "");
}

// apt's own downloader: it knows this host's proxies, certificates and logins
async function downloadWithApt(url: string, path: string): Promise<boolean> {
  const { exit } = await run("/usr/lib/apt/apt-helper", ["download-file", url, path], {
    timeout: 600,
    allowedExits: [0, 100],
  });
  return exit === 0;
}
