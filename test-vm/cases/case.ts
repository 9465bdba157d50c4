import type { JsonObject } from "../../provisioner/host/json.ts";
import type { BootstrapChanges } from "../document.ts";
import type { HandOver } from "../hand-over.ts";
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
  /** How the document gets to the installer; on a volume unless said */
  handOver?: HandOver;
  /** What the ISO is on; a disc unless said */
  medium?: Medium["on"];
  /** 2048 unless said */
  memoryMiB?: number;
  /** 2 unless said */
  processors?: number;
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
  /** The document's text; the harness hands it over as it is */
  document: string;
  /** How it gets to the installer; on a volume unless said */
  handOver?: Exclude<HandOver, "command">;
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

/** A change of an installed machine that a power cut must not leave half done */
export interface PowerCutCase {
  kind: "power-cut";
  name: string;
  proves: string;
  firmware: Firmware;
  /** The install case whose machine is changed; it runs before, and its disk stays as it is */
  after: string;
  /** What the changed document has in its plugins besides what that machine was installed with */
  adds: JsonObject;
  /** One after the other, each in the apply of a machine that has just undone the one before */
  cuts: readonly PowerCut[];
}

/** Where in a transaction the power goes */
export interface PowerCut {
  /** "intent", or the resource whose change was the last to be recorded */
  after: string;
  /** All that was done by then is on the disk; else only what was made durable on purpose */
  allOnDisk?: boolean;
}

/** A change of an installed machine, and its disk as a power cut would leave it at many instants of that change */
export interface PowerCutsCase {
  kind: "power-cuts";
  name: string;
  proves: string;
  firmware: Firmware;
  /** The install case whose machine is changed; it runs before, and its disk stays as it is */
  after: string;
  /** What that machine's plugins get first, whole */
  first: JsonObject;
  /** What they get then, while the power goes */
  second: JsonObject;
  /** What changes in `bootstrap` with it */
  bootstrap: BootstrapChanges;
  /** How many instants, evenly from the first block of the transaction to its last */
  cuts: number;
  /** It takes long: left out unless somebody asks for it */
  onlyByName?: boolean;
}

/** A change of an installed machine that fails at one moment after another, and must leave nothing behind */
export interface EngineFaultsCase {
  kind: "engine-faults";
  name: string;
  proves: string;
  firmware: Firmware;
  /** The install case whose machine is changed; it runs before, and its disk stays as it is */
  after: string;
  /** What that machine's plugins get first, whole */
  first: JsonObject;
  /** What they get then, with a fault at every kind of moment */
  second: JsonObject;
  /** How many moments at most, evenly over the plan */
  faults: number;
  /** What changes in `bootstrap` with it */
  bootstrap: BootstrapChanges;
  /** Seconds that all of it may take */
  limit: number;
  /** It takes long: left out unless somebody asks for it */
  onlyByName?: boolean;
}

/** One VM case, as data */
export type Case = InstallCase | RefusalCase | PowerCutCase | PowerCutsCase | EngineFaultsCase;
