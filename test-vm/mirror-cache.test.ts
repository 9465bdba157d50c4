import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { debianSite, keptForEver, type MirrorCache, mirrorPath, startMirrorCache } from "./mirror-cache.ts";

const open: MirrorCache[] = [];
afterEach(async () => {
  for (const cache of open.splice(0)) await cache.close();
});

async function cacheOver(folder: string, asked: string[]): Promise<MirrorCache> {
  const cache = await startMirrorCache({
    folder,
    origin: "http://mirror.example.org/debian",
    download: async (url, path) => {
      asked.push(url);
      if (url.endsWith("/missing.deb")) return false;
      await writeFile(path, `content of ${url}`);
      return true;
    },
  });
  open.push(cache);
  return cache;
}

function get(cache: MirrorCache, path: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${cache.port}${path}`);
}

test("a package is fetched once for all runs, a list of packages once a run", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mirror-"));
  const asked: string[] = [];
  for (const _run of [1, 2]) {
    const cache = await cacheOver(folder, asked);
    for (const _time of [1, 2]) {
      expect(await (await get(cache, "/debian/pool/main/h/hello.deb")).text()).toContain("hello.deb");
      expect((await get(cache, "/debian/dists/trixie/InRelease")).status).toBe(200);
    }
  }

  expect(asked.filter(url => url.endsWith("hello.deb"))).toHaveLength(1);
  expect(asked.filter(url => url.endsWith("InRelease"))).toHaveLength(2);
});

test("two guests that ask at once cause one download", async () => {
  const asked: string[] = [];
  const cache = await cacheOver(await mkdtemp(join(tmpdir(), "mirror-")), asked);

  await Promise.all([1, 2, 3].map(() => get(cache, "/debian/pool/main/h/hello.deb")));

  expect(asked).toHaveLength(1);
});

test("what the mirror lacks is not found, and neither is anything outside of it", async () => {
  const asked: string[] = [];
  const cache = await cacheOver(await mkdtemp(join(tmpdir(), "mirror-")), asked);

  expect((await get(cache, "/debian/pool/main/m/missing.deb")).status).toBe(404);
  expect((await get(cache, "/etc/passwd")).status).toBe(404);
  expect((await get(cache, "/debian/pool/..%2f..%2fsecret")).status).toBe(404);
  expect(asked).toEqual(["http://mirror.example.org/debian/pool/main/m/missing.deb"]);
});

test("only paths below dists and pool lead anywhere", () => {
  expect(mirrorPath("/debian/pool/main/h/hello_1%2b2.deb")).toBe("pool/main/h/hello_1+2.deb");
  for (const path of [
    "/debian/",
    "/debian/pool/../dists/x",
    "/debian/pool//x",
    "/pool/x",
    "/debian/pool/%",
    "",
  ])
    expect(mirrorPath(path)).toBeUndefined();
});

test("only what can never change is kept", () => {
  expect(keptForEver("pool/main/h/hello.deb")).toBe(true);
  expect(keptForEver("dists/trixie/main/binary-amd64/by-hash/SHA256/00")).toBe(true);
  expect(keptForEver("dists/trixie/main/binary-amd64/Packages.xz")).toBe(false);
});

test("the host's mirror is the one of Debian's main archive", () => {
  const targets = [
    "Debian Debian-Security http://security.example.org/debian-security",
    "Other Other http://other.example.org/x",
    "Debian Debian http://mirror.example.org/debian/",
  ].join("\n");

  expect(debianSite(targets)).toBe("http://mirror.example.org/debian");
  expect(debianSite("")).toBeUndefined();
});
