import { type Disk, describeDisk, describeLoss } from "./disk.ts";

/** What is no longer as it was when somebody consented to the loss of this disk; undefined when all is */
export function changeSince(consented: Disk, now: readonly Disk[]): string | undefined {
  const disk = now.find(({ path }) => path === consented.path);
  if (!disk) return `no disk ${consented.path} any more`;
  if (disk.excluded !== undefined) return `${consented.path} may not be touched: ${disk.excluded}`;
  if (identity(disk) !== identity(consented))
    return `another disk at this path: ${describeDisk(disk)}, not ${describeDisk(consented)}`;
  if (holdings(disk) !== holdings(consented))
    return `other data on ${consented.path}: ${lossOf(disk)}, not ${lossOf(consented)}`;
  return undefined;
}

function identity({ serial, wwn, model, size }: Disk): string {
  return JSON.stringify([serial ?? null, wwn ?? null, model ?? null, size]);
}

/** Where it is mounted does not count: that can change by itself, and is no loss */
function holdings({ contents, spanning }: Disk): string {
  const plain = contents.map(({ path, what }) => ({ path, what }));
  return JSON.stringify(describeLoss({ contents: plain, spanning }).sort());
}

function lossOf(disk: Disk): string {
  return describeLoss(disk).join("; ") || "nothing";
}
