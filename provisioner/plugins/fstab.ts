/** A line of /etc/fstab */
export interface FstabLine {
  device: string;
  mountpoint: string;
  options: string[];
}

/** The lines of a text in the format of fstab(5) */
export function parseFstab(text: string): FstabLine[] {
  return text
    .split("\n")
    .map(line => line.trim())
    .filter(line => line !== "" && !line.startsWith("#"))
    .map(line => {
      const [device = "", mountpoint = "", , options = ""] = line.split(/\s+/);
      return { device, mountpoint, options: options.split(",") };
    });
}
