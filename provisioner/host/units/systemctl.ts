import type { Host } from "../host.ts";
import type { RunOptions } from "../run.ts";

/** In the chroot systemctl must only make links, even when it can see that some systemd runs */
export function offline(host: Host): Pick<RunOptions, "environment"> {
  return host.stage === "live" ? {} : { environment: { SYSTEMD_OFFLINE: "1" } };
}
