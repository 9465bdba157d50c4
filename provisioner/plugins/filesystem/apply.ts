import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { mountNow, remountNow, unmountNow } from "./mounting.ts";
import type { FilesystemOperation } from "./operation.ts";
import { createSubvolume, deleteSubvolume } from "./subvolumes.ts";

/** Executes one operation */
export async function applyFilesystem(host: Host, operation: FilesystemOperation): Promise<void> {
  switch (operation.do) {
    case "write":
      return host.files.write(operation.path, operation.content, { mode: 0o644, uid: 0, gid: 0 });
    case "link":
      return host.files.link(operation.path, operation.target);
    case "remove":
      return host.files.remove(operation.path);
    case "reload":
      await host.run("systemctl", ["daemon-reload"]);
      return;
    case "prove schedule":
      return proveSchedule(host, operation.schedule);
    case "mount":
      return mountNow(host, operation.mount);
    case "remount":
      return remountNow(host, operation.path, operation.options);
    case "unmount":
      return unmountNow(host, operation.path);
    case "create subvolume":
      return createSubvolume(host, operation.place);
    case "delete subvolume":
      return deleteSubvolume(host, operation.place);
    case "start timer":
    case "restart timer":
    case "stop timer":
      await host.run("systemctl", [operation.do.replace(" timer", ""), operation.unit]);
      return;
  }
}

async function proveSchedule(host: Host, schedule: string): Promise<void> {
  const { exit, stderr } = await host.run("systemd-analyze", ["calendar", "--", schedule], {
    allowedExits: [0, 1],
  });
  if (exit === 0) return;
  throw new Failure({
    kind: "input",
    tried: `cannot take snapshots by the schedule "${schedule}"`,
    found: stderr.trim().split("\n")[0] ?? "",
    needs: "a time as in systemd.time(7)",
    fix: 'write "hourly", "daily", or what `systemd-analyze calendar` understands',
  });
}
