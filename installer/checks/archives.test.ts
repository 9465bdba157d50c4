import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type FakeHost, fakeHost } from "../fake-host.fixture.ts";
import type { AptSources } from "../identity/apt-sources.ts";
import { type Settings, settle } from "../settings.ts";
import { findArchives } from "./archives.ts";
import { askMirrors } from "./mirrors.ts";

const main = "/debian/dists/trixie/InRelease";
const updates = "/debian/dists/trixie-updates/InRelease";
const security = "/debian-security/dists/trixie-security/InRelease";

let host: FakeHost;
let server: Server;
let asked: string[];
let statusOf: Record<string, number>;
let here: string;

beforeEach(async () => {
  host = await fakeHost();
  asked = [];
  statusOf = {};
  server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push(path);
    const status = statusOf[path] ?? 404;
    if (status === 0) request.socket.destroy();
    else response.writeHead(status).end();
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  here = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
});
afterEach(async () => {
  await host.remove();
  await new Promise(resolve => server.close(resolve));
});

/** An install from a mirror whose security archive nobody knows, unless the test says so */
async function find(fetches: boolean, wish: Partial<Settings>): Promise<AptSources> {
  const defaults = settle({ mirror: `${here}/debian` }, { unattended: false, rescue: false }, undefined);
  const mirrors = askMirrors({ clock: host.clock, fetches, report: () => undefined });
  return await findArchives({ settings: { ...defaults, ...wish }, fetches, mirrors });
}

const offline = (wish: Partial<Settings> = {}): Promise<AptSources> => find(false, wish);
const fetching = (wish: Partial<Settings> = {}): Promise<AptSources> => find(true, wish);

function names(sources: AptSources["now"]): string[] {
  return sources.map(({ uri, suite }) => `${suite} ${uri.replace(here, "")}`);
}

it("takes the security archive beside the mirror when it answers, and the updates", async () => {
  statusOf = { [main]: 200, [updates]: 200, [security]: 200 };

  for (const found of [await offline(), await fetching()]) {
    expect(names(found.now)).toEqual([
      "trixie /debian",
      "trixie-updates /debian",
      "trixie-security /debian-security",
    ]);
    expect([...found.later, ...found.remarks]).toEqual([]);
  }
});

it("leaves out what says that it is not there, and says so", async () => {
  statusOf = { [main]: 200 };
  const { now, later, remarks } = await fetching();

  expect(names(now)).toEqual(["trixie /debian"]);
  expect(later).toEqual([]);
  expect(remarks).toEqual([
    `trixie-updates of ${here}/debian: HTTP status 404; left out`,
    `trixie-security of ${here}/debian-security: HTTP status 404; left out`,
    expect.stringContaining(`no security archive is known for ${here}/debian; `),
  ]);
});

it("loses no archive to a network that is down, when the medium has everything", async () => {
  statusOf = { [main]: 0, [updates]: 0, [security]: 0 };
  const begin = host.clock.now();
  const { now, later, remarks } = await offline();

  expect(names(now)).toEqual(["trixie /debian"]);
  expect(names(later)).toEqual(["trixie-updates /debian", "trixie-security /debian-security"]);
  expect(remarks).toEqual([expect.stringMatching(/^trixie of .*; taken unproved$/)]);
  expect(asked).toEqual([main]);
  expect(host.clock.now()).toEqual(begin);
});

it("keeps a silent archive for the new system and out of what the install fetches from", async () => {
  statusOf = { [main]: 200, [updates]: 200, [security]: 0 };
  const { now, later, remarks } = await fetching({ security: `${here}/debian-security` });

  expect(names(now)).toEqual(["trixie /debian", "trixie-updates /debian"]);
  expect(names(later)).toEqual(["trixie-security /debian-security"]);
  expect(remarks).toEqual([
    expect.stringMatching(/^trixie-security of .*kept for apt of the new system alone$/),
  ]);
});

it("counts a server in trouble as silent, not as one without the suite", async () => {
  statusOf = { [main]: 200, [updates]: 200, [security]: 503 };

  expect(names((await fetching()).later)).toEqual(["trixie-security /debian-security"]);
});

it("takes the security archive that the medium knows where the named mirror has none beside it", async () => {
  statusOf = { [main]: 200, [updates]: 200, "/other/dists/trixie-security/InRelease": 200 };
  const known = { otherSecurity: `${here}/other` };

  expect(names((await fetching(known)).now)).toContain("trixie-security /other");
  expect((await fetching(known)).remarks).toEqual([]);

  statusOf[security] = 200;
  expect(names((await fetching(known)).now)).toContain("trixie-security /debian-security");

  statusOf = { [main]: 0 };
  expect(names((await offline(known)).later)).toContain("trixie-security /other");
});

it("asks nobody else while the main mirror is silent", async () => {
  statusOf = { [main]: 0, [updates]: 200, [security]: 200 };
  const { later } = await fetching({ security: `${here}/debian-security` });

  expect(names(later)).toEqual(["trixie-updates /debian", "trixie-security /debian-security"]);
  expect(new Set(asked)).toEqual(new Set([main]));
});

it("asks nobody when nothing is fetched and the security archive is known", async () => {
  const { now, later, remarks } = await offline({ security: `${here}/else` });

  expect(names([...now, ...later])).toEqual([
    "trixie /debian",
    "trixie-updates /debian",
    "trixie-security /else",
  ]);
  expect([...asked, ...remarks]).toEqual([]);
});

it("knows that a suite which always moves has neither updates nor security archive", async () => {
  statusOf = { "/debian/dists/sid/InRelease": 200 };

  expect(await fetching({ suite: "sid" })).toEqual({
    now: [{ uri: `${here}/debian`, suite: "sid" }],
    later: [],
    remarks: [],
  });
});
