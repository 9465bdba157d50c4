import { Failure } from "../../provisioner/host/failure.ts";
import type { Host } from "../../provisioner/host/host.ts";

const attempts = 3;

/** umount adds up what it says of each place; what counts is what is still mounted afterwards */
const anyExit = Array.from({ length: 256 }, (_, status) => status);

/** Unmounts one place with all that is mounted below it; waits a little for those who are just leaving */
export async function unmount(host: Host, place: string): Promise<void> {
  let complaint = "";
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const mounted = await mountsBelow(host, place);
    if (mounted.length === 0) return;
    await host.clock.sleep(attempt);
    const { stderr } = await host.run("umount", mounted.reverse(), { allowedExits: anyExit, timeout: 1800 });
    complaint = stderr.trim().split("\n").join(" | ");
  }
  const [left] = (await mountsBelow(host, place)).reverse();
  if (left === undefined) return;
  throw new Failure({
    kind: "machine",
    tried: `cannot unmount ${left}`,
    found: [complaint, await holders(host, left)].filter(Boolean).join("; "),
    needs: "a file system that no process uses",
    fix: "end those processes in the rescue shell, then retry",
  });
}

/** Mount points at and below a place, in the order in which they were mounted */
export async function mountsBelow(host: Host, place: string): Promise<string[]> {
  const list = (await host.files.read("/proc/self/mountinfo")) ?? "";
  return parseMountPoints(list).filter(
    target => target === place || target.startsWith(place === "/" ? "/" : `${place}/`),
  );
}

/** The mount points in the kernel's list: the fifth word of a line, blanks in it as octal numbers; see proc(5) */
export function parseMountPoints(mountinfo: string): string[] {
  return mountinfo.split("\n").flatMap(line => {
    const point = line.split(" ")[4];
    return point === undefined
      ? []
      : [point.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(parseInt(octal, 8)))];
  });
}

/** The processes that keep a file system busy; fuser writes their numbers, and only those, to standard output */
async function holders(host: Host, place: string): Promise<string> {
  const { stdout } = await host.run("fuser", ["--mount", place], { allowedExits: [0, 1] });
  const processes: string[] = [];
  for (const [pid] of stdout.matchAll(/\d+/g)) {
    const name = await host.files.read(`/proc/${pid}/comm`);
    if (name) processes.push(`${name.trim()} (process ${pid})`);
  }
  return processes.length > 0 ? `used by ${processes.join(", ")}` : "";
}
