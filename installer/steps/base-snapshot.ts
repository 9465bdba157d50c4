import type { Step } from "../engine.ts";
import { type Install, rootFileSystem, target } from "../install.ts";

/** Keeps the untouched Debian as a read-only snapshot: containers start from it */
export const baseSnapshotStep: Step<Install> = {
  name: "base-snapshot",
  title: "Keep a snapshot of the untouched Debian",
  weight: 1,
  run: async (install, voice) => {
    await snapshotRoot(install, "base", voice.line);
  },
};

/** Read-only snapshot of the new root; nothing when it lies on something other than btrfs */
export async function snapshotRoot(
  install: Install,
  name: string,
  report: (text: string) => void,
): Promise<void> {
  if (rootFileSystem(install).type !== "btrfs") {
    report("the root file system is not btrfs, so there is no snapshot");
    return;
  }
  const snapshots = `${target}/.snapshots`;
  await install.host.files.makeDirectory(snapshots, { mode: 0o700 });
  await install.host.run("btrfs", ["subvolume", "snapshot", "-r", target, `${snapshots}/${name}`]);
}
