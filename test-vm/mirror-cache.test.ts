import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { keptForEver, type MirrorCache, mirrorPath, startMirrorCache } from "./mirror-cache.ts";

const open: MirrorCache[] = [];
afterEach(async () => {
  for (const cache of open.splice(0)) await cache.close();
});

async function cacheOver(folder: string, asked: string[]): Promise<MirrorCache> {
  const cache = await startMirrorCache({
    folder,
    origin: { archive: "http://mirror.example.org/debian", security: "http://other.example.org/updates" },
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

test("the security archive stands beside the mirror, and the two are kept apart", async () => {
  const asked: string[] = [];
  const cache = await cacheOver(await mkdtemp(join(tmpdir(), "mirror-")), asked);
  const text = async (path: string): Promise<string> => await (await get(cache, path)).text();

  expect(cache.guestUrl).toBe(`http://10.0.2.2:${cache.port}/debian`);
  expect(await text("/debian-security/dists/trixie-security/InRelease")).toBe(
    "content of http://other.example.org/updates/dists/trixie-security/InRelease",
  );
  for (const archive of ["debian", "debian-security"]) await get(cache, `/${archive}/pool/main/v/vim.deb`);
  expect(await text("/debian/pool/main/v/vim.deb")).toContain("mirror.example.org");
  expect(await text("/debian-security/pool/main/v/vim.deb")).toContain("other.example.org");
});

test("a host without a security archive has none to serve", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mirror-"));
  const cache = await startMirrorCache({
    folder,
    origin: { archive: "http://mirror.example.org/debian" },
    download: async () => true,
  });
  open.push(cache);

  expect((await get(cache, "/debian-security/dists/trixie-security/InRelease")).status).toBe(404);
});

test("only paths below dists and pool of an archive lead anywhere", () => {
  expect(mirrorPath("/debian/pool/main/h/hello_1%2b2.deb")).toEqual({
    archive: "debian",
    path: "pool/main/h/hello_1+2.deb",
  });
  for (const path of [
    "/debian/",
    "/debian/pool/../dists/x",
    "/debian/pool//x",
    "/debian-else/pool/x",
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
