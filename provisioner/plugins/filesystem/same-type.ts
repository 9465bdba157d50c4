import { isBind, optionsOf } from "./options.ts";
import type { Mount } from "./schema.ts";

/** Whether a mounted type is the wished one: the kernel often shows another name than mount(8) was told */
export function isOfType(shown: string, mount: Mount): boolean {
  const { fstype } = mount;
  if (fstype === undefined || fstype === "none" || fstype === "auto" || isBind(optionsOf(mount))) return true;
  if (shown.startsWith(fstype) || shown === `fuse.${fstype}`) return true; // nfs is nfs4, sshfs is fuse.sshfs
  return /^fuse(blk)?$/.test(shown) && /^(fuse|ntfs|lowntfs|exfat|davfs)/.test(fstype);
}
