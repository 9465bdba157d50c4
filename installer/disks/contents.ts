import type { Host } from "../../provisioner/host/host.ts";
import { isObject } from "../../provisioner/host/json.ts";
import type { BlockDevice } from "./block-devices.ts";
import type { Content } from "./disk.ts";

/** A signature that wipefs finds on the disk itself */
export interface Signature {
  type: string;
  label?: string;
}

/** Every signature on a device, also those that udev does not show beside another; reads only */
export async function signaturesOn(host: Host, path: string): Promise<Signature[]> {
  const { stdout } = await host.run("wipefs", ["--json", "--no-act", path]);
  return parseSignatures(stdout);
}

/** Reads what wipefs --json prints: nothing at all when there is no signature */
export function parseSignatures(text: string): Signature[] {
  if (text.trim() === "") return [];
  const parsed: unknown = JSON.parse(text);
  const list = isObject(parsed) && Array.isArray(parsed["signatures"]) ? parsed["signatures"] : [];
  return list.filter(isObject).map(signature => ({
    type: String(signature["type"]),
    ...(typeof signature["label"] === "string" && signature["label"] !== "" && { label: signature["label"] }),
  }));
}

/** What would be lost on a disk: its own signatures, its partitions, what lies on top of those */
export function contentsOf(disk: BlockDevice, signatures: readonly Signature[]): Content[] {
  const own = new Map<string, Content>();
  const hasTable = signatures.some(({ type }) => type === "gpt");
  for (const { type, label } of signatures) {
    if (type === "PMBR" && hasTable) continue; // every GPT has one
    own.set(type, contentOf(disk, nameOf(type, label)));
  }
  if (own.size === 0 && (disk.fstype ?? disk.pttype))
    own.set("", contentOf(disk, nameOf(disk.fstype ?? disk.pttype ?? "", disk.label)));
  const seen = new Set<string>();
  return [...own.values(), ...disk.children.flatMap(child => below(child, seen))];
}

function below(device: BlockDevice, seen: Set<string>): Content[] {
  if (seen.has(device.path)) return [];
  seen.add(device.path);
  const what = device.fstype ? nameOf(device.fstype, device.label) : kindOf(device);
  return [contentOf(device, what), ...device.children.flatMap(child => below(child, seen))];
}

function contentOf(device: BlockDevice, what: string): Content {
  const places = device.mountpoints.map(point =>
    point === "[SWAP]" ? "in use as swap" : `mounted at ${point}`,
  );
  return { path: device.path, what, ...(places.length > 0 && { inUse: places.join(" and ") }) };
}

function nameOf(type: string, label: string | undefined): string {
  const tables: Record<string, string> = {
    gpt: "GPT partition table",
    PMBR: "protective MBR",
    dos: "MBR partition table",
  };
  return `${tables[type] ?? type}${label ? ` "${label}"` : ""}`;
}

function kindOf({ type }: BlockDevice): string {
  const kinds: Record<string, string> = { part: "partition", lvm: "LVM volume", crypt: "encrypted volume" };
  return kinds[type] ?? type;
}
