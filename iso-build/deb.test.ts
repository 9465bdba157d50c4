import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "../provisioner/host/run.ts";
import { buildDeb, ownPackages } from "./deb.ts";

let scratch = "";
const debs: string[] = [];
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "groundstate-deb-"));
  const out = join(scratch, "out");
  await mkdir(out);
  const bundles = [...ownPackages.map(({ command }) => command), "start", "compile"];
  for (const bundle of bundles) await writeFile(join(out, bundle), "#!/usr/bin/env node\n");
  const project = { root: process.cwd(), out, cache: scratch, version: "1.2.3" };
  for (const own of ownPackages) debs.push(await buildDeb(project, own, scratch));
});
afterAll(async () => await rm(scratch, { recursive: true }));

async function contents(deb: string | undefined): Promise<string> {
  return (await run("dpkg-deb", ["--contents", deb ?? ""])).stdout;
}

test("both packages carry the version of the project, and the installer wants exactly that provisioner", async () => {
  for (const deb of debs) {
    const { stdout } = await run("dpkg-deb", ["--field", deb, "Version"]);
    expect(stdout.trim()).toBe("1.2.3");
  }
  const { stdout } = await run("dpkg-deb", ["--field", debs[1] ?? "", "Depends"]);
  expect(stdout).toContain("groundstate (= 1.2.3)");
});

test("the program, its units, its man page and its completion are where Debian wants them, owned by root", async () => {
  const list = await contents(debs[0]);
  expect(list).toMatch(/^-rwxr-xr-x root\/root .* \.\/usr\/lib\/groundstate\/groundstate\.cjs$/m);
  expect(list).toMatch(/ \.\/usr\/bin\/groundstate -> \.\.\/lib\/groundstate\/groundstate$/m);
  expect(list).toMatch(
    /^-rw-r--r-- root\/root .* \.\/usr\/lib\/systemd\/system\/groundstate-firstboot\.service$/m,
  );
  expect(list).toMatch(/ \.\/usr\/share\/man\/man1\/groundstate\.1\.gz$/m);
  expect(list).toMatch(/^-rw-r--r-- .* \.\/usr\/share\/bash-completion\/completions\/groundstate$/m);
  expect(list).toMatch(/^-rw-r--r-- .* \.\/usr\/share\/zsh\/vendor-completions\/_groundstate$/m);
});

test("the installer carries the package list of a base system", async () => {
  expect(await contents(debs[1])).toContain("./usr/share/groundstate/base-packages.txt");
});
