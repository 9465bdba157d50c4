import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakeHost, fakeHost } from "../fake-host.fixture.ts";
import { removeBootEntry, writeBootEntry } from "./boot-entry.ts";

const ours = "11111111-1111-4111-8111-111111111111";
const otherDisk = "22222222-2222-4222-8222-222222222222";
const gone = "33333333-3333-4333-8333-333333333333";
const place = { disk: "/dev/vda", partition: 2, uuid: ours };

const listing = [
  "BootCurrent: 0003",
  "BootOrder: 0003,0001",
  "Boot0001* UEFI QEMU DVD-ROM QM00001 \tPciRoot(0x0)/Pci(0x1f,0x2)/Sata(0,65535,0)",
  `Boot0002* debian\tHD(1,GPT,${gone},0x800,0x100000)/\\EFI\\debian\\shimx64.efi`,
  `Boot0003* Groundstate\tHD(2,GPT,${otherDisk},0x1000,0x100000)/\\EFI\\debian\\shimx64.efi`,
  "      dp: 04 01 2a 00 02 00 00 00 00 08 00 00",
  `Boot00AB  Groundstate\tHD(2,GPT,${gone.toUpperCase()},0x1000,0x100000)/File(\\EFI\\debian\\shimx64.efi)`,
  `Boot0004* Groundstate old\tHD(2,GPT,${gone},0x1000,0x100000)/\\EFI\\debian\\shimx64.efi`,
  `Boot0005* Groundstate\tHD(2,GPT,${ours},0x1000,0x100000)/\\EFI\\debian\\shimx64.efi`,
].join("\n");

let host: FakeHost;
let warnings: string[];
const voice = { line: () => undefined, warn: (text: string): number => warnings.push(text) };

beforeEach(async () => {
  warnings = [];
  host = await fakeHost({ efibootmgr: listing });
  await host.files.makeDirectory("/sys/firmware/efi/efivars");
  await host.files.write(`/dev/disk/by-partuuid/${ours}`, "");
  await host.files.write(`/dev/disk/by-partuuid/${otherDisk}`, "");
});
afterEach(() => host.remove());

const create =
  "efibootmgr --create --disk /dev/vda --part 2 --label Groundstate --loader \\EFI\\debian\\shimx64.efi";

describe("writeBootEntry", () => {
  it("replaces entries of this disk and of partitions that are gone; other disks and other systems keep theirs", async () => {
    await writeBootEntry(host, place, voice);

    expect(host.ran).toEqual([
      "efibootmgr --verbose",
      "efibootmgr --bootnum 00AB --delete-bootnum",
      "efibootmgr --bootnum 0005 --delete-bootnum",
      create,
    ]);
    expect(warnings).toEqual([]);
  });

  it("takes no entry for gone when udev's list of partitions cannot be trusted", async () => {
    await host.files.removeTree("/dev/disk");
    await writeBootEntry(host, place, voice);

    expect(host.ran.filter(line => line.includes("--delete-bootnum"))).toEqual([
      "efibootmgr --bootnum 0005 --delete-bootnum",
    ]);
  });

  it("writes the entry also when an old one cannot be deleted, and says so", async () => {
    refuse("--delete-bootnum", "Could not delete variable: Operation not permitted");
    await writeBootEntry(host, place, voice);

    expect(host.ran).toContain(create);
    expect(warnings.join()).toContain("Operation not permitted");
  });

  it("warns, and does not fail, when the firmware has no room for an entry", async () => {
    refuse("--create", "Could not prepare Boot variable: No space left on device");
    await writeBootEntry(host, place, voice);

    expect(warnings.join()).toMatch(/EFI\\BOOT.*No space left on device/);
  });

  it("starts nothing on a machine that was started by BIOS", async () => {
    await host.files.removeTree("/sys/firmware/efi");
    await writeBootEntry(host, place, voice);

    expect(host.ran).toEqual([]);
    expect(warnings).toEqual([]);
  });
});

describe("removeBootEntry", () => {
  it("takes away what points to this disk, and nothing else", async () => {
    await removeBootEntry(host, place, voice);

    expect(host.ran).toEqual(["efibootmgr --verbose", "efibootmgr --bootnum 0005 --delete-bootnum"]);
  });
});

function refuse(option: string, complaint: string): void {
  const { run } = host;
  host.run = async (program, args, options) => {
    const result = await run(program, args, options);
    if (args.includes(option)) throw new Error(complaint);
    return result;
  };
}
