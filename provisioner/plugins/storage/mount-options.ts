import { defaultOptions } from "./default-layout.ts";
import type { FileSystemType, MountLayout } from "./layout.ts";
import { addProblem, type LayoutDraft } from "./layout-draft.ts";

const opposites: Record<string, readonly string[]> = {
  relatime: ["noatime"],
  strictatime: ["noatime"],
  atime: ["noatime"],
  nocompress: ["compress"],
  "compress-force": ["compress"],
};

/**
 * Gives every mount its final options, mounts being in their order. Compression belongs to the whole btrfs:
 * the first mount decides, and the kernel ignores what later ones say (btrfs(5), "mount options")
 */
export function settleOptions(draft: LayoutDraft): void {
  for (const [index, mount] of draft.mounts.entries()) {
    const wished = mount.options;
    mount.options = mergedOptions(mount.type, wished);
    const first = draft.mounts
      .slice(0, index)
      .find(({ type, disk, number }) => type === "btrfs" && disk === mount.disk && number === mount.number);
    if (!first) continue;
    const decided = first.options.filter(isCompression);
    if (wished.some(option => isCompression(option) && !decided.includes(option))) warn(draft, mount, first);
    mount.options = [...mount.options.filter(option => !isCompression(option)), ...decided];
  }
}

/** Options as a list, however they are written */
export function optionList(options: string | readonly string[] | undefined): string[] {
  if (options === undefined) return [];
  return typeof options === "string" ? options.split(",").filter(Boolean) : [...options];
}

/** The default options of a file system, each giving way to one of the same key that the document says */
function mergedOptions(type: FileSystemType, wished: readonly string[]): string[] {
  const options = new Map<string, string>();
  for (const option of [...defaultOptions[type], ...wished]) {
    const key = keyOf(option);
    for (const other of opposites[key] ?? []) options.delete(other);
    options.delete(key);
    options.set(key, option);
  }
  return [...options.values()];
}

function isCompression(option: string): boolean {
  return ["compress", "compress-force", "nocompress"].includes(keyOf(option));
}

function keyOf(option: string): string {
  return option.split("=", 1)[0] ?? option;
}

function warn(draft: LayoutDraft, mount: MountLayout, first: MountLayout): void {
  addProblem(draft, mount.pointer, {
    severity: "warning",
    found: `a compression of its own for ${mount.mountpoint}`,
    needs: `that of ${first.mountpoint} (${first.options.filter(isCompression).join(",")}): a btrfs has one for all its mounts`,
    fix: `write the option for ${first.mountpoint}, or use a partition of its own`,
  });
}
