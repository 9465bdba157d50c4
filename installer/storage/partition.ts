import { buses } from "../../provisioner/host/bus-names.ts";
import { Failure } from "../../provisioner/host/failure.ts";
import type { Host } from "../../provisioner/host/host.ts";
import { partitionDefaults } from "../../provisioner/plugins/storage/default-layout.ts";
import { partitionTypeGuids } from "../../provisioner/plugins/storage/partition-types.ts";
import type { PlacedPartition } from "../../provisioner/plugins/storage/placement.ts";
import { settle } from "../disks/udev.ts";
import {
  callUdisks,
  devicePath,
  type ManagedObjects,
  managedObjects,
  objectOfDevice,
  textProperty,
} from "../disks/udisks.ts";
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
  const table = await waitFor(host, `UDisks2 to know ${disk.path}`, async () =>
    objectOfDevice(await managedObjects(host), disk.path),
  );
  await callUdisks(host, table, {
    interface: udisks.block,
    member: "Format", // it answers when it knows the new table
    signature: "sa{sv}",
    body: ["gpt", {}],
    timeout: 120,
  });
  const objects: string[] = [];
  for (const partition of partitions) objects.push(await createPartition(host, table, partition));
  // Udev reads the table anew after each of them, and for that moment the partitions are not there.
  await settle(host);
  const nodes = await waitFor(host, `the partitions of ${disk.path} to appear`, async () =>
    readNodes(host, objects),
  );
  for (const [index, { number }] of partitions.entries()) refuseOtherNumber(disk.path, number, nodes[index]);
  return nodes;
}

/**
 * UDisks2 writes type and name one after the other, and waits half a second before each write: it holds the disk itself
 * for which libblockdev then tries to get a lock. So only what says something is written: no name that repeats the
 * type, no type that libfdisk gives anyway.
 */
async function createPartition(
  host: Host,
  table: string,
  { type, name, offset, bytes }: PlacedPartition,
): Promise<string> {
  const ownName = name === partitionDefaults[type].name ? "" : name;
  const guid = type === "linux" ? "" : partitionTypeGuids[type];
  const object = await callUdisks(host, table, {
    interface: udisks.partitionTable,
    member: "CreatePartition",
    signature: "ttssa{sv}",
    body: [BigInt(offset), BigInt(bytes), guid, ownName, {}],
    timeout: 120,
  });
  return String(object);
}

/** The partitions as UDisks2 shows them, once kernel and udev have made the nodes of all of them */
async function readNodes(host: Host, objects: readonly string[]): Promise<PartitionNode[] | undefined> {
  const known = await managedObjects(host);
  const nodes: PartitionNode[] = [];
  for (const object of objects) {
    const node = readNode(known, object);
    if (!node || !(await host.files.facts(node.path))) return undefined;
    nodes.push(node);
  }
  return nodes;
}

function readNode(objects: ManagedObjects, object: string): PartitionNode | undefined {
  const partition = objects[object]?.[udisks.partition];
  const path = devicePath(objects[object]?.[udisks.block]?.["Device"]);
  const uuid = textProperty(partition, "UUID");
  if (!partition || uuid === undefined || path === "") return undefined;
  return { number: Number(partition["Number"]), path, object, uuid };
}

function refuseOtherNumber(disk: string, wanted: number, node: PartitionNode | undefined): void {
  if (node?.number === wanted) return;
  throw new Failure({
    kind: "machine",
    tried: `cannot make partition ${wanted} of ${disk}`,
    found: `UDisks2 made it number ${node?.number}`,
    needs: "an empty partition table",
    fix: "retry: the disk is erased first",
  });
}
