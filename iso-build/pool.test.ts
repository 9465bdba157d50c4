import { expect, test } from "vitest";
import { packageFiles } from "./pool.ts";

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
