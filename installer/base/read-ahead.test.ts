import { afterEach, beforeEach, expect, it } from "vitest";
import { type FakeHost, fakeHost } from "../fake-host.fixture.ts";
import { readAhead } from "./read-ahead.ts";

const layer = "/run/live/medium/live/base.squashfs";

let host: FakeHost;
beforeEach(async () => {
  host = await fakeHost();
  await host.files.write(layer, "a squashfs");
});
afterEach(() => host.remove());

async function readWith(mebibytes: number, base: "image" | "debootstrap"): Promise<string[]> {
  await host.files.write("/proc/meminfo", `MemTotal: 9999999 kB\nMemAvailable: ${mebibytes * 1024} kB\n`);
  await readAhead(host, base, [layer]);
  return host.ran;
}

it("reads the layers into memory that is free anyway", async () => {
  expect(await readWith(513, "image")).toEqual([`dd if=${layer} of=/dev/null bs=1M`]);
});

it("leaves a small machine its memory", async () => {
  expect(await readWith(511, "image")).toEqual([]);
});

it("reads nothing that is not going to be unpacked", async () => {
  expect(await readWith(9999, "debootstrap")).toEqual([]);
});
