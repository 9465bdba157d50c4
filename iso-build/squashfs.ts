import { run } from "../provisioner/host/run.ts";

/** Packs a folder; `without` names what stays out, wildcards allowed */
export async function packSquashfs(
  folder: string,
  file: string,
  without: readonly string[] = [],
): Promise<void> {
  const compression = ["-comp", "zstd", "-Xcompression-level", "15"];
  const exclude = without.length > 0 ? ["-wildcards", "-e", ...without] : [];
  await run("mksquashfs", [folder, file, ...compression, "-noappend", "-no-progress", "-quiet", ...exclude], {
    timeout: 3600,
  });
}
