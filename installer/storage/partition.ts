import { buses } from "../../provisioner/host/bus-names.ts";
import { Failure } from "../../provisioner/host/failure.ts";
import type { Host } from "../../provisioner/host/host.ts";
import { partitionTypeGuids } from "../../provisioner/plugins/storage/partition-types.ts";
import type { PlacedPartition } from "../../provisioner/plugins/storage/placement.ts";
import {
  callUdisks,
  devicePath,
  type ManagedObjects,
  managedObjects,
  objectOfDevice,
} from "../disks/udisks.ts";
import { clearPlaces } from "./erase.ts";
import type { TargetPlan } from "./target-plan.ts";
import { waitFor } from "./wait-for.ts";

const { udisks } = buses;

/** A partition that is there: its node, its UDisks2 object, its identity in the table */
export interface PartitionNode {
  number: number;
  path: string;
  object: string;
  /** PARTUUID */
  uuid: string;
}

/** Makes a GPT and its partitions through UDisks2 on a disk that is out of use and erased */
export async function partitionDisk(host: Host, { disk, partitions }: TargetPlan): Promise<PartitionNode[]> {
  await clearPlaces(host, disk.path, partitions);
  const object = await diskObject(host, disk.path);
  await callUdisks(host, object, {
    interface: udisks.block,
    member: "Format",
    signature: "sa{sv}",
    body: ["gpt", {}],
    timeout: 120,
  });
  await waitFor(host, `UDisks2 to show the partition table of ${disk.path}`, async () => {
    const table = (await managedObjects(host))[object]?.[udisks.partitionTable];
    return table?.["Type"] === "gpt" ? true : undefined;
  });
  const nodes: PartitionNode[] = [];
  for (const partition of partitions) nodes.push(await createPartition(host, disk.path, object, partition));
  return nodes;
}

async function diskObject(host: Host, path: string): Promise<string> {
  return waitFor(host, `UDisks2 to know ${path}`, async () =>
    objectOfDevice(await managedObjects(host), path),
  );
}

async function createPartition(
  host: Host,
  disk: string,
  table: string,
  { number, type, name, offset, bytes }: PlacedPartition,
): Promise<PartitionNode> {
  const object = await callUdisks(host, table, {
    interface: udisks.partitionTable,
    member: "CreatePartition",
    signature: "ttssa{sv}",
    body: [BigInt(offset), BigInt(bytes), partitionTypeGuids[type], name, {}],
    timeout: 120,
  });
  const node = await waitFor(host, `partition ${number} of ${disk} to appear`, async () =>
    readNode(host, await managedObjects(host), String(object)),
  );
  if (node.number === number) return node;
  throw new Failure({
    kind: "machine",
    tried: `cannot make partition ${number} of ${disk}`,
    found: `UDisks2 made it number ${node.number}`,
    needs: "an empty partition table",
    fix: "retry the step: it erases the disk first",
  });
}

/** The partition as UDisks2 shows it, once kernel and udev have made its node as well */
async function readNode(
  host: Host,
  objects: ManagedObjects,
  object: string,
): Promise<PartitionNode | undefined> {
  const block = objects[object]?.[udisks.block];
  const partition = objects[object]?.[udisks.partition];
  const path = devicePath(block?.["Device"]);
  const uuid = partition?.["UUID"];
  if (!partition || typeof uuid !== "string" || uuid === "" || path === "") return undefined;
  if (!(await host.files.facts(path))) return undefined;
  return { number: Number(partition["Number"]), path, object, uuid };
}
