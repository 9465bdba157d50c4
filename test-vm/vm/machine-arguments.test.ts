import { expect, test } from "vitest";
import { machineArguments } from "./machine-arguments.ts";

const doors = { serial: "/tmp/s", monitor: "/tmp/m", sshPort: 2222 };
const disk = { path: "/tmp/d.img", serial: "target" };
const words = (args: string[]): string => args.join(" ");

test("a machine is REF, started stopped and reachable on loopback alone", () => {
  const args = words(machineArguments({ firmware: "bios", accelerator: "tcg", disks: [disk] }, doors));

  expect(args).toContain("-machine q35 -accel tcg,thread=multi -cpu max -smp 2 -m 2048");
  expect(args).toContain("hostfwd=tcp:127.0.0.1:2222-:22");
  expect(args).toContain("virtio-blk-pci,drive=disk0,serial=target,bootindex=1");
  expect(args).toMatch(/ -S /);
});

test("Secure Boot needs system management mode", () => {
  const args = words(machineArguments({ firmware: "uefi", accelerator: "kvm", disks: [] }, doors));

  expect(args).toContain("-machine q35,smm=on -accel kvm -cpu host");
});

test("the medium is tried before the disk, and neither it nor a stick can be written", () => {
  const parts = {
    firmware: "bios",
    accelerator: "tcg",
    disks: [disk],
    medium: { iso: "/x.iso", on: "disc" },
    sticks: ["/v.img"],
  } as const;
  const args = machineArguments(parts, doors);

  expect(words(args)).toContain("ide-cd,drive=medium,bootindex=0");
  const media = args.filter(arg => /^file=\/[xv]\./.test(arg));
  expect(media).toHaveLength(2);
  for (const medium of media) expect(medium).toContain("readonly=on");
});

test("a string of the firmware comes whole, commas and all", () => {
  const parts = { firmware: "bios", accelerator: "tcg", disks: [], oemStrings: ["a:b=c,d=="] } as const;

  expect(words(machineArguments(parts, doors))).toContain("-smbios type=11,value=a:b=c,,d==");
});

test("a layer over a disk is read as what it is", () => {
  const layer = { path: "/tmp/l.qcow2", serial: "target", format: "qcow2" } as const;

  expect(words(machineArguments({ firmware: "bios", accelerator: "tcg", disks: [layer] }, doors))).toContain(
    "file=/tmp/l.qcow2,if=none,id=disk0,format=qcow2",
  );
});

test("a comma in a path stays in the path", () => {
  const odd = { path: "/tmp/a,b.img", serial: "target" };

  expect(machineArguments({ firmware: "bios", accelerator: "tcg", disks: [odd] }, doors)).toContainEqual(
    expect.stringContaining("file=/tmp/a,,b.img,if=none"),
  );
});
