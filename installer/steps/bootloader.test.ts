import { afterEach, beforeEach, expect, it } from "vitest";
import { type FakeHost, fakeHost } from "../fake-host.fixture.ts";
import { type Install, target } from "../install.ts";
import { bootloaderStep } from "./bootloader.ts";
import { pretendInstall } from "./pretend-install.fixture.ts";

const voice = { line: () => undefined, warn: () => undefined, progress: () => undefined };
const esp = "11111111-1111-4111-8111-111111111111";

let host: FakeHost;
let install: Install;
beforeEach(async () => {
  host = await fakeHost({
    "efibootmgr --verbose": `Boot0003* Groundstate\tHD(2,GPT,${esp},0x1000,0x100000)/\\EFI\\debian\\shimx64.efi`,
  });
  install = pretendInstall(host, "image");
  install.made.partitions = [{ number: 2, path: "/dev/vda2", object: "/vda2", uuid: esp }];
});
afterEach(() => host.remove());

it("does not begin without the EFI system partition: its files would lie where no firmware looks", async () => {
  await expect(bootloaderStep.check?.(install, voice)).rejects.toThrow("nothing mounted at /target/boot/efi");

  const place = host.files.path(`${target}/boot/efi`);
  await host.files.write("/proc/self/mountinfo", `1 1 0:1 / ${place} rw - vfat /dev/vda2 rw\n`);
  await bootloaderStep.check?.(install, voice);
});

it("takes its boot entry back when a later step fails", async () => {
  await host.files.makeDirectory("/sys/firmware/efi/efivars");

  await bootloaderStep.undo?.(install, voice);

  expect(host.ran).toEqual(["efibootmgr --verbose", "efibootmgr --bootnum 0003 --delete-bootnum"]);
});
