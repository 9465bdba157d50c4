import type { Report } from "../../contract/plugin.ts";
import { describeError } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { aptGet } from "./apt-get.ts";
import type { PackageBackend } from "./backend.ts";
import { packageKit } from "./package-kit.ts";
import { daemonOutside, packageKitPid } from "./reach.ts";

/** PackageKit where it answers and works on this very system; apt-get otherwise, and that is said */
export async function openBackend(host: Host, report: Report): Promise<PackageBackend> {
  try {
    const pid = await packageKitPid(host);
    if (host.stage === "live" || !(await daemonOutside(host, pid))) return packageKit(host, report);
    report("PackageKit works on another root directory than this one; using apt-get");
  } catch (error) {
    report(`PackageKit is not reachable (${describeError(error)}); using apt-get`);
  }
  return aptGet(host, report);
}
