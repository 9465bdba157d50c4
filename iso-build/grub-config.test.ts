import { expect, test } from "vitest";
import { grubConfig } from "./grub-config.ts";

const kernelLines = grubConfig()
  .split("\n")
  .filter(line => line.trim().startsWith("linux "));

test("every entry talks on the screen and on the serial line", () => {
  expect(kernelLines).toHaveLength(3);
  for (const line of kernelLines) {
    expect(line).toContain("console=tty0");
    expect(line).toContain("console=ttyS0,115200");
  }
});

test("the default entry ends on the screen, the serial entry on the serial line", () => {
  expect(kernelLines[0]).toMatch(/console=tty0$/);
  expect(kernelLines[1]).toMatch(/console=ttyS0,115200$/);
});

test("only the rescue entry keeps the installer from starting", () => {
  expect(kernelLines.map(line => line.includes("groundstate.rescue"))).toEqual([false, false, true]);
});

test("no entry searches disks for the medium", () => {
  for (const line of kernelLines) expect(line).toContain("live-media=/dev/disk/by-label/GROUNDSTATE_ISO");
});
