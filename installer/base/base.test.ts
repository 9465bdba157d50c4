import { expect, it } from "vitest";
import { packageNames } from "./base-packages.ts";
import { debootstrapProgress } from "./debootstrap.ts";

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
    progress: (done, total) => told.push(done / total),
  });
  for (const word of ["Retrieving", "Unpacking", "Configuring"])
    for (const name of ["libc6", "dpkg"]) hear(`I: ${word} ${name}...`);

  expect(told).toEqual([0.5, 4 / 6, 5 / 6, 1]);
  expect(lines).toHaveLength(6);
});
