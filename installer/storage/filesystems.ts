import type { Report } from "../../provisioner/contract/plugin.ts";
import { variant } from "../../provisioner/host/bus.ts";
import { buses } from "../../provisioner/host/bus-names.ts";
import { Failure } from "../../provisioner/host/failure.ts";
import type { Host } from "../../provisioner/host/host.ts";
import type { FileSystemLayout, FileSystemType } from "../../provisioner/plugins/storage/layout.ts";
import { callUdisks, type ManagedObjects, managedObjects, textProperty } from "../disks/udisks.ts";
import type { PartitionNode } from "./partition.ts";
import type { TargetPlan } from "./target-plan.ts";
import { together } from "./together.ts";
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

/** Formats every partition that is to carry a file system, side by side, through UDisks2 */
export async function makeFileSystems(
  host: Host,
  plan: TargetPlan,
  nodes: readonly PartitionNode[],
  report: Report,
): Promise<MadeFileSystem[]> {
  const wanted = plan.partitions.flatMap(({ number, filesystem }) =>
    filesystem ? [{ node: nodeOf(nodes, number), ...filesystem }] : [],
  );
  await together(wanted.map(filesystem => format(host, filesystem)));
  const made = await waitFor(host, `UDisks2 to show the file systems of ${plan.disk.path}`, async () =>
    readMade(await managedObjects(host), wanted),
  );
  for (const { path, type, uuid } of made) report(`${path}: ${type}, UUID ${uuid}`);
  return made;
}

/** A file system and where it goes */
type Wanted = Pick<FileSystemLayout, "type" | "label"> & { node: PartitionNode };

async function format(host: Host, { node, type, label }: Wanted): Promise<void> {
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
}

/** Nothing until UDisks2 shows all of them */
function readMade(objects: ManagedObjects, wanted: readonly Wanted[]): MadeFileSystem[] | undefined {
  const made = wanted.flatMap(({ node: { object, number, path }, type, label }) => {
    const block = objects[object]?.[udisks.block];
    const uuid = block?.["IdType"] === type ? textProperty(block, "IdUUID") : undefined;
    return uuid === undefined ? [] : [{ number, path, type, uuid, ...(label && { label }) }];
  });
  return made.length === wanted.length ? made : undefined;
}

function nodeOf(nodes: readonly PartitionNode[], number: number): PartitionNode {
  const node = nodes.find(candidate => candidate.number === number);
  if (node) return node;
  throw new Failure({
    kind: "machine",
    tried: `cannot format partition ${number}`,
    found: "no such partition",
    needs: "the partitions of the step before",
    fix: "retry: the disk is partitioned anew",
  });
}
