import type { BootstrapChanges } from "../document.ts";
import type { Firmware } from "../vm/firmware.ts";
import type { Medium } from "../vm/machine-arguments.ts";

/** A document that must become a machine */
export interface InstallCase {
  kind: "install";
  name: string;
  proves: string;
  firmware: Firmware;
  /** File name below states/ */
  state: string;
  bootstrap: BootstrapChanges;
  /** What the disk holds before: nothing, or an earlier life that a rescue shell made there */
  disk: "empty" | "dirty";
  /** Whether the document gets the harness's mirror of Debian packages */
  mirror: boolean;
  /** What the ISO is on; a disc unless said */
  medium?: Medium["on"];
  /** 2048 unless said */
  memoryMiB?: number;
  /** Seconds the installer may take */
  limit: number;
}

/** A document that must be refused, without a byte of the disks being written */
export interface RefusalCase {
  kind: "refusal";
  name: string;
  proves: string;
  firmware: Firmware;
  disks: readonly RefusalDisk[];
  /** The document's text; the harness puts it on the volume as it is */
  document: string;
  /** What the serial console must say, in any order, line breaks read as blanks */
  says: readonly RegExp[];
  /** What tty1 must show as well */
  showsOnScreen?: readonly RegExp[];
}

/** One disk of a refusal case */
export interface RefusalDisk {
  name: string;
  gib: number;
  holds?: "ext4";
}

/** One VM case, as data */
export type Case = InstallCase | RefusalCase;
