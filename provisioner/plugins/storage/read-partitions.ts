import { joinPointer } from "../../state/pointer.ts";
import { parseSize } from "../../state/size.ts";
import { defaultPartitions, partitionDefaults, requiredPartitions } from "./default-layout.ts";
import type { DiskLayout, PartitionLayout } from "./layout.ts";
import { addProblem, type LayoutDraft } from "./layout-draft.ts";
import type { StorageSection } from "./schema.ts";

type DeviceSection = NonNullable<StorageSection["devices"]>[string];

/** Reads the disks and their partitions; adds those without which a disk does not boot everywhere */
export function readPartitions(draft: LayoutDraft): void {
  const devices: Record<string, DeviceSection> = draft.section.devices ?? {
    target: { partition_table: "gpt", partitions: [...defaultPartitions] },
  };
  draft.disks = Object.entries(devices).map(([name, device]) => readDisk(name, device));
  const [first, ...others] = draft.disks;
  if (!first) {
    addProblem(draft, "/devices", {
      found: "no disk",
      needs: "one disk",
      fix: 'name it "target", or leave "devices" out for the default layout',
    });
  }
  for (const other of others) {
    addProblem(draft, other.pointer, {
      found: "a second disk",
      needs: "one disk: installing on several is not supported yet",
      fix: `remove ${other.name} from the section`,
    });
  }
  for (const disk of draft.disks) {
    checkPartitions(draft, disk);
    disk.partitions = disk.partitions.filter(isFirstOfItsNumber); // one problem for one mistake
  }
  if (first) addMissingPartitions(draft, first);
  for (const disk of draft.disks) checkNumbers(draft, disk);
}

function readDisk(name: string, device: DeviceSection): DiskLayout {
  const pointer = joinPointer("", "devices", name);
  const partitions = device.partitions.map(
    ({ number, size, type }, index): PartitionLayout => ({
      number,
      type,
      size,
      name: partitionDefaults[type].name,
      pointer: `${pointer}/partitions/${index}`,
    }),
  );
  return { name, partitions, pointer };
}

function checkPartitions(draft: LayoutDraft, { partitions }: DiskLayout): void {
  for (const [index, partition] of partitions.entries()) {
    const earlier = partitions.slice(0, index);
    if (earlier.some(({ number }) => number === partition.number)) {
      addProblem(draft, `${partition.pointer}/number`, {
        found: `number ${partition.number} a second time`,
        needs: "a number of its own for every partition",
        fix: "number the partitions 1, 2, 3, …",
      });
    }
    if (partition.size === "remaining" && earlier.some(({ size }) => size === "remaining")) {
      addProblem(draft, `${partition.pointer}/size`, {
        found: 'a second partition of size "remaining"',
        needs: "at most one that takes the rest of the disk",
        fix: 'give the other a size like "20G" or "50%"',
      });
    }
    if (parseSize(partition.size) === 0 || /^0+(\.0+)?%$/.test(partition.size)) {
      addProblem(draft, `${partition.pointer}/size`, {
        found: `"${partition.size}"`,
        needs: "a size above zero",
        fix: 'write a size like "20G", "50%" or "remaining"',
      });
    }
  }
}

function isFirstOfItsNumber(
  { number }: PartitionLayout,
  index: number,
  partitions: readonly PartitionLayout[],
): boolean {
  return partitions.findIndex(partition => partition.number === number) === index;
}

function addMissingPartitions(draft: LayoutDraft, disk: DiskLayout): void {
  for (const { type, size, why } of requiredPartitions) {
    if (disk.partitions.some(partition => partition.type === type)) continue;
    const number = firstFree(disk.partitions.map(partition => partition.number));
    disk.partitions.push({ number, type, size, name: partitionDefaults[type].name, pointer: disk.pointer });
    draft.additions.push(
      `partition ${number} on ${disk.name} (${partitionDefaults[type].name}, ${size}) added, ${why}`,
    );
  }
}

function firstFree(numbers: readonly number[]): number {
  let number = 1;
  while (numbers.includes(number)) number += 1;
  return number;
}

function checkNumbers(draft: LayoutDraft, disk: DiskLayout): void {
  const numbers = new Set(disk.partitions.map(({ number }) => number));
  const highest = Math.max(...numbers);
  // UDisks2 takes no number: the kernel's table gives each new partition the lowest free one
  if (highest > numbers.size) {
    addProblem(draft, `${disk.pointer}/partitions`, {
      found: `partition numbers ${[...numbers].sort((a, b) => a - b).join(", ")}`,
      needs: "numbers without a gap",
      fix: `number the partitions 1 to ${numbers.size}`,
    });
  }
  disk.partitions.sort((a, b) => a.number - b.number);
}
