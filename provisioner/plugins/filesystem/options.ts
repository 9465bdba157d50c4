import type { Mount } from "./schema.ts";

/** The options of a mount as a list */
export function optionsOf({ options = [] }: Mount): string[] {
  return typeof options === "string" ? options.split(",").filter(Boolean) : options;
}

/** The folder of the file system that these options mount: "/@data"; undefined when they do not say */
export function subvolumeIn(options: readonly string[]): string | undefined {
  const wish = options.find(option => option.startsWith("subvol="))?.slice("subvol=".length);
  return wish === undefined ? undefined : `/${wish.split("/").filter(Boolean).join("/")}`;
}

/** The options without which subvolume it is: that cannot change while it is mounted */
export function changeable(options: readonly string[]): string[] {
  return options.filter(option => !/^subvol(id)?=/.test(option));
}

/** Whether what is mounted is a folder that is there already */
export function isBind(options: readonly string[]): boolean {
  return options.includes("bind") || options.includes("rbind");
}

/** The options that a bound folder can have by itself; the others are those of its file system: mount(8), "Bind mount operation" */
export function ofOneMount(options: readonly string[]): string[] {
  return options.filter(option =>
    /^(rw|ro|nosuid|nodev|noexec|nosymfollow|(no|nodir|rel|strict)atime)$/.test(option),
  );
}
