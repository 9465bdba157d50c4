import type { Layout } from "../../provisioner/plugins/storage/layout.ts";
import {
  mebibyte,
  type PlacedPartition,
  placePartitions,
  smallestRoot,
} from "../../provisioner/plugins/storage/placement.ts";
import { readLayout } from "../../provisioner/plugins/storage/read-layout.ts";
import type { StorageSection } from "../../provisioner/plugins/storage/schema.ts";
import type { Problem } from "../../provisioner/state/problem.ts";
import { type Disk, describeContents, describeDisk, describeSpanning } from "../disks/disk.ts";
import { isNamed } from "../disks/predicate.ts";

/** Everything that will be done to one disk, before anything is */
export interface TargetPlan {
  disk: Disk;
  layout: Layout;
  /** By number */
  partitions: PlacedPartition[];
}

/** Brings the storage section and the chosen disk together; pointers are those of the whole document */
export function planTarget(
  section: StorageSection | undefined,
  disk: Disk,
): { plan?: TargetPlan; problems: Problem[] } {
  const { layout, problems: said } = readLayout(section);
  const problems = said.filter(({ severity }) => severity !== "warning"); // the check of the document has said those
  const [wished] = layout.disks;
  if (!wished || problems.length > 0) return { problems: problems.map(inDocument) };

  const placed = placePartitions(wished, disk.size);
  const found = [...placed.problems];
  if (wished.name !== "target" && !isNamed(wished.name, disk))
    found.push(otherDisk(wished.name, wished.pointer, disk));
  const root = layout.mounts.find(({ mountpoint }) => mountpoint === "/");
  const rootPartition = placed.partitions.find(({ number }) => number === root?.number);
  if (rootPartition && rootPartition.bytes < smallestRoot) found.push(smallRoot(rootPartition, disk));
  if (found.length > 0) return { problems: found.map(inDocument) };
  return { plan: { disk, layout, partitions: placed.partitions }, problems: [] };
}

/** The plan in lines for people: the disk, what is lost, what will be there */
export function describePlan({ disk, layout, partitions }: TargetPlan): string[] {
  const mounted = (number: number): string => {
    const mounts = layout.mounts.filter(mount => mount.number === number);
    return mounts
      .map(({ mountpoint, subvolume }) => (subvolume ? `${subvolume} on ${mountpoint}` : mountpoint))
      .join(", ");
  };
  return [
    `Target disk: ${describeDisk(disk)}`,
    disk.contents.length > 0 ? `DESTROYED on it: ${describeContents(disk)}` : "It holds nothing.",
    ...disk.spanning.map(volume => `Also part of: ${describeSpanning(volume)}`),
    ...partitions.map(({ number, name, bytes, filesystem }) =>
      [`Partition ${number}: ${name}, ${Math.floor(bytes / mebibyte)}M`, filesystem?.type, mounted(number)]
        .filter(Boolean)
        .join(", "),
    ),
    ...layout.additions.map(addition => `Added: ${addition}`),
  ];
}

function inDocument(problem: Problem): Problem {
  return { ...problem, pointer: `/plugins/storage${problem.pointer}` };
}

function otherDisk(name: string, pointer: string, disk: Disk): Problem {
  return {
    stage: "hardware",
    pointer,
    found: `${name}, while bootstrap.device chooses ${describeDisk(disk)}`,
    needs: "the layout of the disk that is installed to",
    fix: 'name the device "target" (and its partitions target1, target2, …)',
  };
}

function smallRoot(partition: PlacedPartition, disk: Disk): Problem {
  return {
    stage: "hardware",
    pointer: partition.pointer === "" ? "" : partition.pointer,
    found: `${Math.floor(partition.bytes / mebibyte)}M for the root file system on ${describeDisk(disk)}`,
    needs: `at least ${smallestRoot / mebibyte}M`,
    fix: "make the partition larger or choose a larger disk",
  };
}
