import { Check } from "@sinclair/typebox/value";
import { describe, expect, it } from "vitest";
import type { Json } from "../../host/json.ts";
import { checkPackages } from "./check.ts";
import { normalisePackages } from "./normalise.ts";
import { packagesIn } from "./package-signals.ts";
import { PackagesSection } from "./schema.ts";

describe("the section plugins.packagekit", () => {
  it.each<[Json, Json]>([
    [{ packages: ["vim", "tmux"] }, { packages: { vim: {}, tmux: {} } }],
    [{ packages: [{ name: "vim", version: "1" }] }, { packages: { vim: { version: "1" } } }],
    [{ packages: { vim: "absent" } }, { packages: { vim: { state: "absent" } } }],
    [{ additional_packages: ["vim"] }, { additional_packages: ["vim"] }],
    [
      {
        repositories: [{ name: "a", uris: "http://a.example", suites: "trixie", components: "main contrib" }],
      },
      {
        repositories: {
          a: { uris: ["http://a.example"], suites: ["trixie"], components: ["main", "contrib"] },
        },
      },
    ],
    [{ repositories: { a: "absent" } }, { repositories: { a: { state: "absent" } } }],
  ])("reads %o", (written, canonical) => {
    expect(normalisePackages(written)).toEqual(canonical);
    expect(normalisePackages(canonical)).toEqual(canonical);
    expect(Check(PackagesSection, canonical)).toBe(true);
  });

  it.each<Json>([
    { packages: ["vim", "vim"] },
    { packages: [1] },
    { packages: { Vim: {} } },
    { packages: { vim: { ensure: "present" } } },
    { packages: { vim: { version: "latest release" } } },
    { additional_packages: ["-o=APT::x"] },
    { manifest: "manifest.json" },
    { pakcages: {} },
    { repositories: { "../a": {} } },
    { repositories: { a: { uris: ["http://a.example\nTrusted: yes"] } } },
    { repositories: { a: { suites: ["trixie\nTrusted: yes"] } } },
    { repositories: { a: { key: "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nx\n" } } },
  ])("refuses %o", section => {
    expect(Check(PackagesSection, normalisePackages(section))).toBe(false);
  });

  it("finds a package that is wanted and unwanted at once, and a version of what is to go", () => {
    const packages = { vim: { state: "absent", version: "1" } } as const;
    const problems = checkPackages({ packages, additional_packages: ["htop", "vim"] });
    expect(problems.map(({ pointer }) => pointer)).toEqual([
      "/additional_packages/1",
      "/packages/vim/version",
    ]);
    const held = { vim: { state: "absent", hold: true } } as const;
    expect(checkPackages({ packages: held }).map(({ pointer }) => pointer)).toEqual(["/packages/vim/hold"]);
  });
});

describe("signals of a PackageKit transaction", () => {
  it("are understood one by one, many at once, and with an urgency in the upper half", () => {
    const signal = (member: string, body: unknown[]) =>
      packagesIn({ path: "/1", interface: "", member, body });
    const vim = { happens: "installing", id: { text: "vim;9;amd64;x", name: "vim", version: "9" } };
    expect(signal("Package", [12, "vim;9;amd64;x", ""])).toEqual([vim]);
    expect(signal("Package", [12 + 0x50000, "vim;9;amd64;x", ""])).toEqual([vim]);
    expect(signal("Packages", [[[12, "vim;9;amd64;x", ""]]])).toEqual([vim]);
    expect(signal("Finished", [1, 0])).toEqual([]);
  });
});
