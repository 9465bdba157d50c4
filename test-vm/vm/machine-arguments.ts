import type { Accelerator } from "./accelerator.ts";
import type { Disk } from "./disks.ts";
import type { Firmware, Nvram } from "./firmware.ts";

/** What a machine is made of; everything else is REF: q35, 2 vCPU, 2 GiB, virtio disk, virtio-net user network */
export interface MachineParts {
  firmware: Firmware;
  accelerator: Accelerator;
  disks: readonly Disk[];
  /** The ISO to boot first, and what it is on */
  medium?: Medium;
  /** Raw images on USB sticks */
  sticks?: readonly string[];
  /** Strings among the SMBIOS tables (type 11), where systemd looks for credentials */
  oemStrings?: readonly string[];
  /** UEFI's variables: what the last machine in the folder left (unless said), or those of a new mainboard */
  nvram?: Nvram;
  memoryMiB?: number;
  processors?: number;
}

/** A boot medium: a disc in an optical drive, or the same image written to a USB stick */
export interface Medium {
  iso: string;
  on: "disc" | "stick";
}

/** Where the machine's sockets are, and the loopback port that leads to its ssh */
export interface MachineDoors {
  serial: string;
  monitor: string;
  sshPort: number;
}

/** The name of the machine's one network port, as its Debian calls it (PCI slot 18) */
export const networkPort = "enp0s18";

/** QEMU's arguments; the machine starts stopped, so that no line of its console is lost */
export function machineArguments(parts: MachineParts, doors: MachineDoors): string[] {
  return [
    ["-name", "groundstate", "-nodefaults", "-no-user-config", "-S"],
    ["-machine", parts.firmware === "uefi" ? "q35,smm=on" : "q35"],
    acceleratorArguments(parts.accelerator),
    ["-smp", String(parts.processors ?? 2), "-m", String(parts.memoryMiB ?? 2048)],
    ["-vga", "std", "-display", "none"],
    ["-device", "virtio-rng-pci", "-device", "qemu-xhci,id=usb"],
    socketArguments(doors),
    ["-netdev", `user,id=net0,hostfwd=tcp:127.0.0.1:${doors.sshPort}-:22`],
    ["-device", "virtio-net-pci,netdev=net0,addr=0x12,romfile="],
    parts.medium ? mediumArguments(parts.medium) : [],
    ...parts.disks.map(diskArguments),
    ...(parts.sticks ?? []).map(stickArguments),
    ...(parts.oemStrings ?? []).map(text => ["-smbios", `type=11,value=${quoted(text)}`]),
  ].flat();
}

function acceleratorArguments(accelerator: Accelerator): string[] {
  return accelerator === "kvm"
    ? ["-accel", "kvm", "-cpu", "host"]
    : ["-accel", "tcg,thread=multi", "-cpu", "max"];
}

function socketArguments({ serial, monitor }: MachineDoors): string[] {
  return [
    ["-chardev", `socket,id=serial0,path=${quoted(serial)},server=on,wait=off`, "-serial", "chardev:serial0"],
    ["-qmp", `unix:${quoted(monitor)},server=on,wait=off`],
  ].flat();
}

function mediumArguments({ iso, on }: Medium): string[] {
  const drive = `file=${quoted(iso)},if=none,id=medium,format=raw,readonly=on`;
  return on === "disc"
    ? ["-drive", `${drive},media=cdrom`, "-device", "ide-cd,drive=medium,bootindex=0"]
    : ["-drive", drive, "-device", "usb-storage,bus=usb.0,drive=medium,removable=on,bootindex=0"];
}

// cache=unsafe: a flush need not reach this host's own disk, as only the machine is ever cut off here
function diskArguments({ path, serial, format = "raw" }: Disk, index: number): string[] {
  const options = `file=${quoted(path)},if=none,id=disk${index},format=${format},cache=unsafe,discard=unmap`;
  return [
    "-drive",
    options,
    "-device",
    `virtio-blk-pci,drive=disk${index},serial=${serial},bootindex=${index + 1}`,
  ];
}

function stickArguments(path: string, index: number): string[] {
  return [
    ["-drive", `file=${quoted(path)},if=none,id=stick${index},format=raw,readonly=on`],
    ["-device", `usb-storage,bus=usb.0,drive=stick${index},removable=on`],
  ].flat();
}

// QEMU splits its option strings at commas; a doubled comma is a comma
function quoted(text: string): string {
  return text.replaceAll(",", ",,");
}
