import { Failure } from "../../provisioner/host/failure.ts";
import type { Host } from "../../provisioner/host/host.ts";
import { isObject } from "../../provisioner/host/json.ts";

const attempts = 3;

/** Unmounts one place with all that is mounted below it; waits a little for those who are just leaving */
export async function unmount(host: Host, place: string): Promise<void> {
  for (const inner of (await mountsBelow(host, place)).reverse()) await unmountOne(host, inner);
}

/** Mount points at and below a place, in the order in which they were mounted */
export async function mountsBelow(host: Host, place: string): Promise<string[]> {
  const { stdout } = await host.run("findmnt", ["--json", "--list", "--output", "TARGET"]);
  const parsed: unknown = JSON.parse(stdout);
  const list = isObject(parsed) && Array.isArray(parsed["filesystems"]) ? parsed["filesystems"] : [];
  return list
    .filter(isObject)
    .map(({ target }) => String(target))
    .filter(target => target === place || target.startsWith(place === "/" ? "/" : `${place}/`));
}

async function unmountOne(host: Host, place: string): Promise<void> {
  let complaint = "";
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const { exit, stderr } = await host.run("umount", [place], { allowedExits: [0, 1, 32] });
    if (exit === 0 || /not mounted|no mount point/.test(stderr)) return;
    complaint = stderr.trim();
    if (attempt < attempts) await host.clock.sleep(attempt);
  }
  throw new Failure({
    kind: "machine",
    tried: `cannot unmount ${place}`,
    found: [complaint, await holders(host, place)].filter(Boolean).join("; "),
    needs: "a file system that no process uses",
    fix: "end those processes in the rescue shell, then retry",
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
