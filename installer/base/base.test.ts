import { afterEach, beforeEach, expect, it } from "vitest";
import { Failure } from "../../provisioner/host/failure.ts";
import { partOf } from "../engine.ts";
import { type FakeHost, fakeHost } from "../fake-host.fixture.ts";
import type { Install } from "../install.ts";
import { pretendInstall } from "../steps/pretend-install.fixture.ts";
import { aptProgress, debootstrapProgress } from "./apt-progress.ts";
import { packageNames } from "./base-packages.ts";
import { completeBase, layDownDebootstrap } from "./debootstrap.ts";

const silent = { line: () => undefined, warn: () => undefined, progress: () => undefined };
const archives = [
  { uri: "http://mirror.example/debian", suite: "trixie" },
  { uri: "http://security.example/debian", suite: "trixie-security" },
];

let host: FakeHost;
beforeEach(async () => {
  host = await fakeHost();
  await host.files.write("/usr/share/groundstate/base-packages.txt", "linux-image-amd64 udev\nzstd\n");
  await host.files.write("/usr/share/groundstate/groundstate_1.0_all.deb", "");
});
afterEach(() => host.remove());

function debootstrapInstall(): Install {
  const install = pretendInstall(host, "debootstrap");
  const settings = { ...install.settings, mirror: "http://mirror.example/debian" };
  return { ...install, settings, sources: { now: archives, later: [], remarks: [] } };
}

it("reads package names from lines, words and comments", () => {
  expect(packageNames("# kernel\nlinux-image-amd64 zstd\n\nudev # devices\n")).toEqual([
    "linux-image-amd64",
    "zstd",
    "udev",
  ]);
});

it("tells debootstrap's progress once all packages are known, and reaches the end", () => {
  const told: number[] = [];
  const lines: string[] = [];
  const hear = debootstrapProgress({
    line: text => lines.push(text),
    warn: () => undefined,
    progress: (done, total) => told.push(done / total),
  });
  for (const word of ["Retrieving", "Unpacking", "Configuring"])
    for (const name of ["libc6", "dpkg"]) hear(`I: ${word} ${name}...`);

  expect(told).toEqual([0.5, 4 / 6, 5 / 6, 1]);
  expect(lines).toHaveLength(6);
});

it("tells apt's progress from the number of packages that it names first", () => {
  const told: number[] = [];
  const hear = aptProgress(partOf({ ...silent, progress: (done, total) => told.push(done / total) }, 0.5, 1));
  for (const line of [
    "Get:1 http://mirror.example/debian trixie InRelease [140 kB]",
    "0 upgraded, 1 newly installed, 0 to remove and 0 not upgraded.",
    "Get:1 http://mirror.example/debian trixie/main amd64 zstd amd64 1.5 [1 kB]",
    "Unpacking zstd (1.5) ...",
    "Setting up zstd (1.5) ...",
  ])
    hear(line);

  expect(told.map(part => Math.round(part * 100))).toEqual([67, 83, 100]);
});

it("brings the base up to date from the security archive, which must answer, before the rest comes; the kernel last", async () => {
  await completeBase(debootstrapInstall(), silent);

  const verbs = host.ran.flatMap(line => /apt-get .*unsafe-io (.*)$/.exec(line)?.[1] ?? []);
  expect(verbs).toEqual([
    "update --error-on=any",
    "--with-new-pkgs upgrade",
    "install udev zstd",
    "install linux-image-amd64",
    "clean",
  ]);
  const sources = await host.files.read("/target/etc/apt/sources.list.d/debian.sources");
  expect(sources).toContain("URIs: http://security.example/debian\nSuites: trixie-security\n");
  expect(await host.files.facts("/target/usr/sbin/policy-rc.d")).toBeUndefined();
});

it("says which mirror failed, and with what, when debootstrap breaks off", async () => {
  const url = "http://mirror.example/debian/pool/main/z/zstd/zstd_1.5_amd64.deb";
  host.run = async () => {
    throw new Failure({
      kind: "machine",
      tried: "debootstrap --variant=minbase exited with 1",
      found: `I: Retrieving zstd 1.5 | W: Couldn't download package zstd at ${url} | E: Couldn't download packages: zstd`,
    });
  };

  await expect(layDownDebootstrap(debootstrapInstall(), silent)).rejects.toThrow(
    `cannot lay down Debian trixie from http://mirror.example/debian: the program exited with 1: found W: Couldn't download package zstd at ${url} | E: Couldn't download packages: zstd; needs a mirror that gives every package; check the network`,
  );
});
