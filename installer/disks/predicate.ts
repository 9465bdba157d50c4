import type { DiskPredicate } from "../../provisioner/state/disk-predicate-schema.ts";
import { formatSize, sizeMatches } from "../../provisioner/state/size.ts";
import type { Disk } from "./disk.ts";

/** Why a disk does not match a path or a predicate, each reason a clause; empty when it does */
export function mismatches(wish: string | DiskPredicate, disk: Disk): string[] {
  if (typeof wish === "string") return isNamed(wish, disk) ? [] : [`it is not ${wish}`];
  const reasons: string[] = [];
  for (const key of ["serial", "wwn", "model", "transport"] as const) {
    const pattern = wish[key];
    if (pattern !== undefined && !globMatches(pattern, disk[key] ?? "")) {
      reasons.push(`its ${key} is ${disk[key] ? `"${disk[key]}"` : "not known"}, not "${pattern}"`);
    }
  }
  const { path, rotational, size } = wish;
  if (path !== undefined && ![disk.path, ...disk.links].some(name => globMatches(path, name)))
    reasons.push(`neither its path nor a link of it is ${path}`);
  if (rotational !== undefined && disk.rotational !== rotational)
    reasons.push(`it is ${disk.rotational ? "" : "not "}rotational`);
  if (size !== undefined && !sizeMatches(size, disk.size))
    reasons.push(`its size is ${formatSize(disk.size)}, not ${size}`);
  return reasons;
}

/** True when the path is the disk's own or one of its links */
export function isNamed(path: string, disk: Disk): boolean {
  return disk.path === path || disk.links.includes(path);
}

/** A predicate in words: size ">=100G" and transport "nvme", smallest */
export function describeWish(wish: string | DiskPredicate): string {
  if (typeof wish === "string") return wish;
  const { pick, ...keys } = wish;
  const parts = Object.entries(keys).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  const words = parts.length > 0 ? parts.join(" and ") : "any disk";
  return pick ? `the ${pick} with ${words}`.replace("with any disk", "disk") : words;
}

function globMatches(pattern: string, text: string): boolean {
  const escaped = pattern.split("*").map(part => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`, "is").test(text);
}
