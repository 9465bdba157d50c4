import { run } from "../provisioner/host/run.ts";

/** Packs a folder; `more` is passed on to mksquashfs(1) */
export async function packSquashfs(
  folder: string,
  file: string,
  more: readonly string[] = [],
): Promise<void> {
  const compression = ["-comp", "zstd", "-Xcompression-level", "15"];
  await run("mksquashfs", [folder, file, ...compression, "-noappend", "-no-progress", "-quiet", ...more], {
    timeout: 3600,
  });
}
