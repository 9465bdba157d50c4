import { afterEach, beforeEach, expect, it } from "vitest";
import { type FakeHost, fakeHost } from "../fake-host.fixture.ts";
import { writeAllSources, writeSourcesOfInstall } from "./apt-sources.ts";

let host: FakeHost;
beforeEach(async () => {
  host = await fakeHost();
});
afterEach(() => host.remove());

it("hides a silent archive from the install alone, and says in the file what is left out", async () => {
  const sources = {
    now: [{ uri: "http://mirror.example/debian", suite: "trixie" }],
    later: [{ uri: "http://silent.example/debian", suite: "trixie-security" }],
    remarks: ["trixie-updates of http://mirror.example/debian: HTTP status 404; left out"],
  };
  const written = async (): Promise<string | undefined> =>
    await host.files.read("/target/etc/apt/sources.list.d/debian.sources");

  await writeSourcesOfInstall(host.files, "/target", sources);
  expect(await written()).not.toContain("silent.example");

  await writeAllSources(host.files, "/target", sources);
  expect(await written()).toContain("URIs: http://silent.example/debian\nSuites: trixie-security\n");
  expect(await written()).toMatch(/^# trixie-updates of .*; left out\nTypes: deb\n/);
});

it("leaves alone what the base brought when no archive is known", async () => {
  await host.files.write("/target/etc/apt/sources.list", "deb http://base.example/debian trixie main\n");

  await writeAllSources(host.files, "/target", { now: [], later: [], remarks: [] });

  expect(await host.files.read("/target/etc/apt/sources.list")).toContain("base.example");
});
