import type { Step } from "../engine.ts";
import { type Install, target } from "../install.ts";
import { eraseDisk } from "../storage/erase.ts";
import { unmountBelow } from "../storage/mounts.ts";
import { partitionDisk } from "../storage/partition.ts";
import { releaseDisk } from "../storage/teardown.ts";

/** Takes the disk away from whatever uses it, erases it, and writes the new partition table */
export const partitionStep: Step<Install> = {
  name: "partition",
  title: "Partition the disk",
  run: async ({ host, plan, made }, voice) => {
    await releaseDisk(host, plan.disk.path, voice.line);
    await eraseDisk(host, plan.disk.path);
    made.partitions = await partitionDisk(host, plan);
  },
  undo: async ({ host, plan, made }, voice) => {
    await unmountBelow(host, target);
    await releaseDisk(host, plan.disk.path, voice.line);
    await eraseDisk(host, plan.disk.path); // no half-installed disk ever boots
    delete made.partitions;
  },
};
