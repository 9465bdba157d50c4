import { stat } from "node:fs/promises";
import { buses } from "../../host/bus-names.ts";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";

/** The daemon's process id; starts the daemon when it is not running */
export async function packageKitPid(host: Host): Promise<number> {
  const { name, path, main } = buses.standard;
  const ask = { destination: name, path, interface: main };
  await host.bus.call({
    ...ask,
    member: "StartServiceByName",
    signature: "su",
    body: [buses.packagekit.name, 0],
  });
  const [pid] = await host.bus.call({
    ...ask,
    member: "GetConnectionUnixProcessID",
    signature: "s",
    body: [buses.packagekit.name],
  });
  if (typeof pid === "number") return pid;
  throw new Failure({
    kind: "machine",
    tried: "cannot tell which process PackageKit is",
    found: `${String(pid)} as its number`,
    needs: "a PackageKit that is on the bus",
    fix: "systemctl restart packagekit, then look at journalctl --unit packagekit",
  });
}

/**
 * True when the daemon does not see our root directory as its own. A bus that is shared with the live system
 * would have its PackageKit install there (PackageKit issue 540). The link's text cannot tell: a root outside
 * of ours reads as "/" as well, so the directories themselves are compared.
 */
export async function daemonOutside(host: Host, pid: number): Promise<boolean> {
  const [theirs, ours] = await Promise.all([
    stat(host.files.path(`/proc/${pid}/root/.`), { bigint: true }),
    stat(host.files.path("/."), { bigint: true }),
  ]);
  return theirs.dev !== ours.dev || theirs.ino !== ours.ino;
}
