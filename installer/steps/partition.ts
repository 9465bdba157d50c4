import { Failure } from "../../provisioner/host/failure.ts";
import { listDisks } from "../disks/inventory.ts";
import { changeSince } from "../disks/same-disk.ts";
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
  weight: 8,
  check: refuseChangedDisk,
  run: async ({ host, plan, made }, voice) => {
    const disk = await releaseDisk(host, plan.disk.path, voice.line);
    await eraseDisk(host, disk, plan.partitions);
    made.partitions = await partitionDisk(host, plan);
  },
  undo: async ({ host, plan, made }, voice) => {
    await unmountBelow(host, target);
    const disk = await releaseDisk(host, plan.disk.path, voice.line);
    await eraseDisk(host, disk); // no half-installed disk ever boots
    delete made.partitions;
  },
};

/** Between consent and the first write a disk can be exchanged, or the kernel can give its name to another */
async function refuseChangedDisk({ host, plan }: Install): Promise<void> {
  const found = changeSince(plan.disk, await listDisks(host));
  if (found === undefined) return;
  throw new Failure({
    kind: "machine",
    tried: `will not partition ${plan.disk.path}`,
    found,
    needs: "the disk as it was when it was consented to; it was not touched",
    fix: "retry, and read the plan again",
  });
}
