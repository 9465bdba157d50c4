import type { Bootstrap, DeviceChoice } from "../../provisioner/state/bootstrap-schema.ts";
import type { Problem } from "../../provisioner/state/problem.ts";
import { type Disk, describeDisk, describeLoss } from "./disk.ts";
import { describeWish, mismatches } from "./predicate.ts";

const pointer = "/bootstrap/device";

/** The one disk that a document chooses, or every reason why it does not choose one */
export function chooseTarget(
  bootstrap: Pick<Bootstrap, "device" | "wipe">,
  disks: readonly Disk[],
): { disk?: Disk; problems: Problem[] } {
  const { device } = bootstrap;
  if (Array.isArray(device) && device.length !== 1) return { problems: [severalWished(device)] };
  const wish = Array.isArray(device) ? device[0] : device;
  const usable = disks.filter(({ excluded }) => excluded === undefined);
  const matching = usable.filter(disk => wish === undefined || mismatches(wish, disk).length === 0);
  const [disk, ...others] = picked(wish, matching);
  if (!disk) return { problems: [noMatch(wish, disks)] };
  if (others.length > 0) return { problems: [severalMatch(wish, [disk, ...others], disks)] };
  if (disk.contents.length > 0 && bootstrap.wipe !== true) return { disk, problems: [holdsData(disk)] };
  return { disk, problems: [] };
}

function picked(wish: DeviceChoice | undefined, matching: readonly Disk[]): Disk[] {
  if (wish === undefined || typeof wish === "string" || wish.pick === undefined) return [...matching];
  const sizes = matching.map(({ size }) => size);
  const best = wish.pick === "smallest" ? Math.min(...sizes) : Math.max(...sizes);
  return matching.filter(({ size }) => size === best);
}

function noMatch(wish: DeviceChoice | undefined, disks: readonly Disk[]): Problem {
  const wanted = wish === undefined ? "any disk" : describeWish(wish);
  return {
    stage: "hardware",
    pointer,
    found: disks.length === 0 ? "no disk at all" : `no disk that fits (${wanted}): ${listed(wish, disks)}`,
    needs: "exactly one disk that fits",
    fix:
      disks.length === 0
        ? "attach a disk, or check that its controller is supported by the kernel"
        : `change bootstrap.device, for instance to ${example(disks)}`,
  };
}

function severalMatch(
  wish: DeviceChoice | undefined,
  matching: readonly Disk[],
  disks: readonly Disk[],
): Problem {
  const pick = typeof wish === "object" && wish.pick;
  const fits = pick
    ? `${matching.length} disks of the same size, the ${pick}`
    : `${matching.length} disks that fit`;
  return {
    stage: "hardware",
    pointer,
    found: `${fits}: ${listed(wish, disks)}`,
    needs: "exactly one disk that fits",
    fix: `name one by its serial or path, for instance ${example(matching)}${pick ? "" : ', or add "pick": "smallest" or "largest"'}`,
  };
}

function holdsData(disk: Disk): Problem {
  return {
    stage: "hardware",
    pointer,
    found: `data on ${describeDisk(disk)}: ${describeLoss(disk).join("; ")}`,
    needs: "an empty disk, or leave to destroy what is on this one",
    fix: 'choose another disk, or write "wipe": true under bootstrap',
  };
}

function severalWished(wishes: readonly DeviceChoice[]): Problem {
  return {
    stage: "hardware",
    pointer,
    found: `a list of ${wishes.length} disks`,
    needs: "one disk: installing to a mirror is not supported yet",
    fix: "name the one disk to install to",
  };
}

/** Every disk in a line, with the reason why it is not the one */
function listed(wish: DeviceChoice | undefined, disks: readonly Disk[]): string {
  return disks
    .map(disk => {
      const reasons = disk.excluded ? [disk.excluded] : wish === undefined ? [] : mismatches(wish, disk);
      return `${describeDisk(disk)}: ${reasons.length > 0 ? reasons.join(", ") : "fits"}`;
    })
    .join("; ");
}

function example(disks: readonly Disk[]): string {
  const usable = disks.find(({ excluded }) => excluded === undefined) ?? disks[0];
  if (usable?.serial) return JSON.stringify({ serial: usable.serial });
  return JSON.stringify(usable?.path ?? "/dev/sda");
}
