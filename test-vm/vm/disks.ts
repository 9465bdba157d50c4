import { createHash } from "node:crypto";
import { open, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isObject } from "../../provisioner/host/json.ts";
import { run } from "../../provisioner/host/run.ts";

/** A disk of a machine; the serial is what the guest reads, and what a document may select by */
export interface Disk {
  path: string;
  serial: string;
  /** Raw unless said */
  format?: "raw" | "qcow2";
}

/** What a new disk is like */
export interface NewDisk {
  name: string;
  gib: number;
}

/** Makes an empty raw disk; it takes room only for what is written to it */
export async function createDisk(folder: string, { name, gib }: NewDisk): Promise<Disk> {
  const path = join(folder, `${name}.img`);
  await writeFile(path, "");
  await truncate(path, gib * 1024 ** 3);
  return { path, serial: name };
}

/** A disk that begins as what another holds, and keeps what is written to it to itself */
export async function createLayer(folder: string, name: string, below: Disk): Promise<Disk> {
  const path = join(folder, `${name}.qcow2`);
  const format = below.format ?? "raw";
  await run("qemu-img", ["create", "-q", "-f", "qcow2", "-F", format, "-b", below.path, path]);
  return { path, serial: below.serial, format: "qcow2" };
}

/** Puts an ext4 file system with a label straight on the disk, as an earlier life might have left it */
export async function formatWithExt4(disk: Disk, label: string): Promise<void> {
  await run("mkfs.ext4", ["-q", "-F", "-L", label, "-O", "^has_journal", disk.path]);
}

/** SHA-256 over every megabyte of a raw disk that is not all zeroes, with its place: equal only for equal bytes */
export async function fingerprint({ path }: Disk): Promise<string> {
  const { stdout } = await run("qemu-img", ["map", "--output=json", "-f", "raw", path]);
  const hash = createHash("sha256");
  const zeroes = Buffer.alloc(megabyte);
  const file = await open(path);
  try {
    for (const number of megabytesWithData(stdout)) {
      const bytes = Buffer.alloc(megabyte);
      await file.read(bytes, 0, megabyte, number * megabyte);
      if (!bytes.equals(zeroes)) hash.update(`${number}:`).update(bytes);
    }
  } finally {
    await file.close();
  }
  return hash.digest("hex");
}

const megabyte = 1024 * 1024;

/** Which megabytes are not wholly holes, out of qemu-img's map, in order */
export function megabytesWithData(json: string): number[] {
  const map: unknown = JSON.parse(json);
  const numbers = new Set<number>();
  for (const extent of Array.isArray(map) ? map : []) {
    if (!isObject(extent) || extent["data"] !== true) continue;
    const start = Number(extent["start"]);
    const last = start + Number(extent["length"]) - 1;
    for (let at = Math.floor(start / megabyte); at <= Math.floor(last / megabyte); at += 1) numbers.add(at);
  }
  return [...numbers].sort((a, b) => a - b);
}
