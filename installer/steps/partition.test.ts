import { afterEach, beforeEach, expect, it } from "vitest";
import { type FakeHost, fakeHost } from "../fake-host.fixture.ts";
import { partitionStep } from "./partition.ts";
import { pretendInstall } from "./pretend-install.fixture.ts";

const voice = { line: () => undefined, warn: () => undefined, progress: () => undefined };

let host: FakeHost;
beforeEach(async () => {
  host = await fakeHost({ lsblk: '{"blockdevices":[]}' });
  host.bus.call = async () => [{}];
});
afterEach(() => host.remove());

it("refuses a disk that is not the one consented to, and only looks at it", async () => {
  const install = pretendInstall(host, "image");

  await expect(partitionStep.check?.(install, voice)).rejects.toThrow(
    "will not partition /dev/vda: found no disk /dev/vda any more",
  );

  expect(host.ran.filter(line => !/^(lsblk|udevadm settle)/.test(line))).toEqual([]);
});
