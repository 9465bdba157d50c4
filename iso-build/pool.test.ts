import { expect, test } from "vitest";
import { packageFiles, packagesNamedIn } from "./pool.ts";

test("packages of a document are read from a list, from a map, and from additional_packages", () => {
  const named = (packagekit: object): string[] => packagesNamedIn({ plugins: { packagekit } });
  expect(named({ packages: ["vim"], additional_packages: ["htop"] })).toEqual(["vim", "htop"]);
  expect(named({ packages: { vim: { state: "present" }, nano: { state: "absent" }, ed: "absent" } })).toEqual(
    ["vim"],
  );
  expect(packagesNamedIn({ version: 1 })).toEqual([]);
});

test("a simulated install names the files that apt keeps", () => {
  const simulation = [
    "Inst libfoo1 (1:2.0-1+b1 Debian:13.1/stable [amd64]) []",
    "Inst vim-common [2:9.0-1] (2:9.1.1230-2 Debian:13.1/stable, Debian-Security:13/stable-security [all])",
    "Conf libfoo1 (1:2.0-1+b1 Debian:13.1/stable [amd64])",
  ].join("\n");
  expect(packageFiles(simulation)).toEqual([
    "libfoo1_1%3a2.0-1+b1_amd64.deb",
    "vim-common_2%3a9.1.1230-2_all.deb",
  ]);
});
