import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Failure } from "../../provisioner/host/failure.ts";
import type { Json } from "../../provisioner/host/json.ts";
import type { Problem } from "../../provisioner/state/problem.ts";
import { type FakeHost, fakeHost } from "../fake-host.fixture.ts";
import { readMedium } from "../medium.ts";
import { settle } from "../settings.ts";
import { askMirrors } from "./mirrors.ts";
import { versionsIn } from "./package-index.ts";
import { checkPackages } from "./packages.ts";

// as apt 3.0 prints them; awk is a name that other packages provide
const policy = `htop:
  Installed: (none)
  Candidate: 3.4.1-5
  Version table:
     3.4.1-5 500
        500 http://mirror.example/debian trixie/main amd64 Packages
awk:
  Installed: (none)
  Candidate: (none)
  Version table:
vim:
  Installed: (none)
  Candidate: 2:9.1.1230-2+deb13u2
  Version table:
     2:9.1.1230-2+deb13u2 500
        500 http://mirror.example/debian-security trixie-security/main amd64 Packages
     2:9.1.1230-2 500
        500 http://mirror.example/debian trixie/main amd64 Packages
`;

let host: FakeHost;
let server: Server;
let mirror: string;

beforeEach(async () => {
  host = await fakeHost({ "apt-cache policy": policy, "apt-cache pkgnames": "htop\nvim\nhtml2text\n" });
  server = createServer((_, response) => response.end());
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  mirror = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/debian`;
});
afterEach(async () => {
  await host.remove();
  await new Promise(resolve => server.close(resolve));
});

async function check(packagekit: Json, bootstrap: Parameters<typeof settle>[0] = {}): Promise<Problem[]> {
  await host.files.write("/medium/groundstate/identity.json", '{"suite":"trixie"}');
  await host.files.write("/medium/groundstate/packages.manifest", "nano 8.4-1\n");
  await host.files.write("/medium/groundstate/base-packages.txt", "htop\nsystemd-sysv\n");
  const medium = await readMedium(host.files, "/medium");
  const settings = settle({ mirror, ...bootstrap }, { unattended: false, rescue: false }, medium);
  const document = { version: 1 as const, plugins: { packagekit } };
  const quiet = { plan: undefined, report: () => undefined };
  const mirrors = askMirrors({ clock: host.clock, fetches: true, ...quiet });
  const ground = { ...quiet, host, medium, settings, document, fetches: true, mirrors };
  return await checkPackages(ground, [{ uri: mirror, suite: settings.suite }]);
}

it("names each package that no archive has, where the document wants it, and what may have been meant", async () => {
  const problems = await check({
    packages: { awk: {}, vim: {}, nano: {} },
    additional_packages: ["htop", "htopp"],
  });

  expect(problems.map(({ pointer, found }) => [pointer, found])).toEqual([
    ["/plugins/packagekit/packages/awk", `awk, which is not in trixie of ${mirror}`],
    ["/plugins/packagekit/additional_packages/1", `htopp, which is not in trixie of ${mirror}`],
  ]);
  expect(problems[1]?.fix).toContain('did you mean "htop"?');
});

it("looks in the archives that the document adds as well", async () => {
  const key = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEZ0\n-----END PGP PUBLIC KEY BLOCK-----\n";
  const vendor = { uris: "https://packages.example/", suites: "trial", components: "main", key };
  let asked: string | undefined;
  const run = host.run.bind(host);
  host.run = async (program, args, options) => {
    asked ??= await host.files.read("/run/groundstate/packages/debian.sources");
    return await run(program, args, options);
  };

  await check({ packages: ["vim"], repositories: { vendor, old: { state: "absent" } } });

  expect(asked).toContain("URIs: https://packages.example/\nSuites: trial\n");
  expect(asked?.match(/^Types: deb$/gm)).toHaveLength(2);
});

it("proves the archives that the document adds when packages are to come, from the medium too", async () => {
  const key = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEZ0\n-----END PGP PUBLIC KEY BLOCK-----\n";
  const vendor = { uris: "https://packages.example/", suites: "trial", components: "main", key };
  const pool = "Package: pooled\nVersion: 1\n\n";
  await host.files.write("/medium/dists/trixie/main/binary-amd64/Packages", pool);
  const fake = host.run;
  let tries = 0;
  let said = "E: The repository is not signed. NO_PUBKEY 1234";
  host.run = async (program, args, options) => {
    if (program !== "apt-get") return await fake(program, args, options);
    tries += 1;
    throw new Failure({ kind: "machine", tried: "apt-get update", found: said });
  };
  const repositories = { vendor };

  expect(await check({ additional_packages: ["nano"], repositories })).toEqual([]);
  expect(tries).toBe(0);
  const [problem, ...others] = await check({ additional_packages: ["pooled"], repositories });
  expect(problem).toMatchObject({ pointer: "/plugins/packagekit/repositories", found: said });
  expect(others).toEqual([]);
  expect(tries).toBe(1);

  said = "Temporary failure resolving 'packages.example'";
  expect(await check({ additional_packages: ["pooled"], repositories })).toHaveLength(1);
  expect(tries).toBeGreaterThan(2);
});

it("refuses a version that no archive has, and names those that there are", async () => {
  const of = (version: string): Promise<Problem[]> => check({ packages: { vim: { version } } });

  expect(await of("2:9.1.1230-2")).toEqual([]);
  expect((await of("2:8.0"))[0]?.found).toBe(
    `vim 2:8.0, while trixie of ${mirror} has 2:9.1.1230-2+deb13u2, 2:9.1.1230-2`,
  );
});

it("fetches no package lists when the medium has everything, and leaves none behind when it does", async () => {
  await check({ additional_packages: ["nano"] });
  expect(host.ran).toEqual([]);

  await check({ additional_packages: ["htop"] });
  expect(host.ran[0]).toMatch(/^apt-get update/);
  expect(await host.files.facts("/run/groundstate/packages")).toBeUndefined();
});

it("reads the names once, however many are unknown", async () => {
  await check({ additional_packages: ["htopp", "vimm", "html3text"] });

  expect(host.ran.filter(line => line.startsWith("apt-cache pkgnames"))).toHaveLength(1);
});

it("reads the package lists for debootstrap whatever the document wants, and looks for the base in them", async () => {
  const [problem, ...others] = await check({}, { base: "debootstrap" });

  expect(host.ran[0]).toMatch(/^apt-get update/);
  expect(problem).toMatchObject({
    pointer: "/bootstrap/mirror",
    found: `systemd-sysv, which is not in trixie of ${mirror}`,
    fix: "choose another mirror",
  });
  expect(others).toEqual([]);
});

it("refuses before the disk is erased what apt would refuse afterwards, and names a clock that is off", async () => {
  const said = "E: Release file for trixie is not valid yet (invalid for another 300d)";
  const fake = host.run;
  host.run = async (program, args) => {
    if (program === "apt-get") throw new Failure({ kind: "machine", tried: "apt-get update", found: said });
    return await fake(program, args);
  };

  const problems = await check({}, { base: "debootstrap" });

  expect(problems.map(({ found }) => found)).toEqual([
    said,
    expect.stringMatching(/^a clock at 2026-01-01T.*, while the mirror's is at /),
  ]);
});

it("misses a package of the base in another suite before the disk is erased", async () => {
  const [problem, ...others] = await check({}, { base: "debootstrap", suite: "forky" });

  expect(problem).toMatchObject({ pointer: "/bootstrap/suite", fix: "choose another suite" });
  expect(problem?.found).toContain("systemd-sysv, which is not in forky");
  expect(others).toEqual([]);
});

it("reads the installed version of apt's table as well", () => {
  const text =
    "nano:\n  Installed: 8.4-1\n  Candidate: 8.4-1\n  Version table:\n *** 8.4-1 100\n        100 /var/lib/dpkg/status\n";
  expect(versionsIn(text).get("nano")).toEqual(["8.4-1"]);
});
