import type { Report } from "../../provisioner/contract/plugin.ts";
import { variant } from "../../provisioner/host/bus.ts";
import { buses } from "../../provisioner/host/bus-names.ts";
import { Failure } from "../../provisioner/host/failure.ts";
import type { Host } from "../../provisioner/host/host.ts";
import type { FileSystemLayout, FileSystemType } from "../../provisioner/plugins/storage/layout.ts";
import { callUdisks, managedObjects, textProperty } from "../disks/udisks.ts";
import type { PartitionNode } from "./partition.ts";
import type { TargetPlan } from "./target-plan.ts";
import { waitFor } from "./wait-for.ts";

const { udisks } = buses;

/** A file system that is there */
export interface MadeFileSystem {
  /** Number of its partition */
  number: number;
  path: string;
  type: FileSystemType;
  uuid: string;
  label?: string;
}

/** Formats every partition that is to carry a file system, through UDisks2 */
export async function makeFileSystems(
  host: Host,
  plan: TargetPlan,
  nodes: readonly PartitionNode[],
  report: Report,
): Promise<MadeFileSystem[]> {
  const made: MadeFileSystem[] = [];
  for (const { number, filesystem } of plan.partitions) {
    if (!filesystem) continue;
    const filesystemMade = await format(host, nodeOf(nodes, number), filesystem);
    report(`${filesystemMade.path}: ${filesystemMade.type}, UUID ${filesystemMade.uuid}`);
    made.push(filesystemMade);
  }
  return made;
}

async function format(
  host: Host,
  node: PartitionNode,
  filesystem: FileSystemLayout,
): Promise<MadeFileSystem> {
  const { type, label } = filesystem;
  await callUdisks(host, node.object, {
    interface: udisks.block,
    member: "Format",
    signature: "sa{sv}",
    body: [
      type,
      {
        ...(label && { label: variant("s", label) }),
        // else UDisks2 makes an ESP "Microsoft basic data", and no firmware looks there
        "update-partition-type": variant("b", false),
      },
    ],
    timeout: 600,
  });
  const uuid = await waitFor(host, `UDisks2 to show ${type} on ${node.path}`, async () => {
    const block = (await managedObjects(host))[node.object]?.[udisks.block];
    return block?.["IdType"] === type ? textProperty(block, "IdUUID") : undefined;
  });
  return { number: node.number, path: node.path, type, uuid, ...(label && { label }) };
}

function nodeOf(nodes: readonly PartitionNode[], number: number): PartitionNode {
  const node = nodes.find(candidate => candidate.number === number);
  if (node) return node;
  throw new Failure({
    kind: "machine",
    tried: `cannot format partition ${number}`,
    found: "no such partition",
  });
}
