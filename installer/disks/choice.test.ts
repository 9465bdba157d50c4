import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chooseTarget } from "./choice.ts";
import type { Disk } from "./disk.ts";

const gibibyte = 1024 ** 3;

const ssd = disk({
  path: "/dev/sda",
  size: 500 * gibibyte,
  serial: "S1",
  model: "Fast SSD 500",
  wwn: "0x5002",
});
const spinning = disk({
  path: "/dev/sdb",
  size: 4000 * gibibyte,
  serial: "H1",
  model: "Big Disk",
  rotational: true,
});
const nvme = disk({
  path: "/dev/nvme0n1",
  size: 1000 * gibibyte,
  serial: "N1",
  transport: "nvme",
  links: ["/dev/disk/by-id/nvme-Quick_N1", "/dev/disk/by-path/pci-0000:01:00.0-nvme-1"],
});
const stick = disk({
  path: "/dev/sdc",
  size: 8 * gibibyte,
  transport: "usb",
  excluded: "it is the boot medium",
});
const all = [nvme, ssd, spinning, stick];

describe("a disk is chosen", () => {
  test.each([
    ["by path", "/dev/sda", ssd],
    ["by link", "/dev/disk/by-id/nvme-Quick_N1", nvme],
    ["by serial", { serial: "H1" }, spinning],
    ["by model with a glob", { model: "fast*" }, ssd],
    ["by path with a glob", { path: "/dev/disk/by-path/pci-0000:01:*" }, nvme],
    ["by size", { size: ">=2T" }, spinning],
    ["by transport", { transport: "nvme" as const }, nvme],
    ["by rotation and pick", { rotational: false, pick: "smallest" as const }, ssd],
    ["by pick alone", { pick: "largest" as const }, spinning],
    ["by a list of one", [{ wwn: "0x5002" }], ssd],
  ])("%s", (_, device, expected) => {
    expect(chooseTarget({ device }, all)).toEqual({ disk: expected, problems: [] });
  });

  test("without a wish when only one may be used", () => {
    expect(chooseTarget({}, [ssd, stick])).toEqual({ disk: ssd, problems: [] });
  });
});

describe("no disk is chosen", () => {
  test("when none matches: each is listed with its reason", () => {
    const { disk: chosen, problems } = chooseTarget({ device: { size: ">=100G", transport: "virtio" } }, all);

    expect(chosen).toBeUndefined();
    expect(problems).toHaveLength(1);
    expect(problems[0]?.found).toBe(
      'no disk that fits (size ">=100G" and transport "virtio"): ' +
        '/dev/nvme0n1 (1000G, nvme, serial N1): its transport is "nvme", not "virtio"; ' +
        '/dev/sda (500G, sata, model "Fast SSD 500", serial S1, wwn 0x5002): its transport is "sata", not "virtio"; ' +
        '/dev/sdb (3.9T, sata, model "Big Disk", serial H1): its transport is "sata", not "virtio"; ' +
        "/dev/sdc (8G, usb, no serial): it is the boot medium",
    );
    expect(problems[0]?.pointer).toBe("/bootstrap/device");
  });

  test("when several match, and the way out is named", () => {
    const { disk: chosen, problems } = chooseTarget({ device: { size: ">=100G", rotational: false } }, all);

    expect(chosen).toBeUndefined();
    expect(problems[0]?.found).toMatch(
      /^2 disks that fit: .*nvme0n1.*: fits; .*sda.*: fits; .*sdb.*rotational/,
    );
    expect(problems[0]?.fix).toContain('{"serial":"N1"}');
    expect(problems[0]?.fix).toContain('"pick"');
  });

  test("when two are the smallest", () => {
    const twin = disk({ ...ssd, path: "/dev/sdd", serial: "S2" });
    const { disk: chosen, problems } = chooseTarget({ device: { pick: "smallest" } }, [ssd, twin, spinning]);

    expect(chosen).toBeUndefined();
    expect(problems[0]?.found).toMatch(/^2 disks of the same size, the smallest/);
  });

  test("when a mirror is wished", () => {
    const { problems } = chooseTarget({ device: ["/dev/sda", "/dev/sdb"] }, all);
    expect(problems[0]?.needs).toMatch(/mirror is not supported yet/);
  });

  test("when there is none", () => {
    expect(chooseTarget({}, []).problems[0]?.found).toBe("no disk at all");
  });
});

describe("a disk that holds data", () => {
  const used = disk({
    path: "/dev/sda",
    contents: [
      { path: "/dev/sda", what: "GPT partition table" },
      { path: "/dev/sda1", what: 'btrfs "data"', inUse: "mounted at /mnt" },
    ],
  });

  test("is refused without wipe, and what is on it is named", () => {
    const { problems } = chooseTarget({ device: "/dev/sda" }, [used]);
    expect(problems[0]?.found).toContain(
      '/dev/sda: GPT partition table; /dev/sda1: btrfs "data", mounted at /mnt',
    );
  });

  test("names what other disks lose with it", () => {
    const member = { ...used, spanning: [{ what: "volume group data", with: ["/dev/sdb"] }] };
    const { problems } = chooseTarget({ device: "/dev/sda" }, [member]);
    expect(problems[0]?.found).toContain(
      "also part of: volume group data (with /dev/sdb): it will not work any more",
    );
  });

  test("is taken with wipe", () => {
    expect(chooseTarget({ device: "/dev/sda", wipe: true }, [used])).toEqual({ disk: used, problems: [] });
  });
});

test("an excluded disk is never chosen, whatever the document says", () => {
  const wishes = fc.oneof(
    fc.constantFrom("/dev/sdc", "/dev/sda"),
    fc.record(
      {
        size: fc.constantFrom(">=1G", "<10G", "=8G"),
        transport: fc.constantFrom("usb" as const, "sata" as const),
        pick: fc.constantFrom("smallest" as const, "largest" as const),
        model: fc.constantFrom("*", "Fast*"),
      },
      { requiredKeys: [] },
    ),
  );
  fc.assert(
    fc.property(wishes, fc.boolean(), fc.shuffledSubarray(all), (device, wipe, disks) => {
      const { disk: chosen, problems } = chooseTarget({ device, wipe }, disks);
      expect(chosen?.excluded).toBeUndefined();
      expect(chosen === undefined).toBe(problems.length > 0);
    }),
  );
});

function disk(facts: Partial<Disk>): Disk {
  return {
    path: "/dev/sda",
    links: [],
    serial: undefined,
    wwn: undefined,
    model: undefined,
    transport: "sata",
    rotational: false,
    size: 100 * gibibyte,
    removable: false,
    readOnly: false,
    contents: [],
    spanning: [],
    ...facts,
  };
}
