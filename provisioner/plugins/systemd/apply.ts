import type { Report } from "../../contract/plugin.ts";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { offline } from "../../host/units/systemctl.ts";
import { resolveUnit } from "../../host/units/unit-files.ts";
import type { SystemdOperation } from "./operation.ts";
import { startUnit } from "./start-unit.ts";
import { verifyFile } from "./verify-file.ts";

/** Executes one operation; links and files offline, the rest through the systemd that runs */
export async function applySystemd(host: Host, operation: SystemdOperation, report: Report): Promise<void> {
  switch (operation.do) {
    case "write file":
      await verifyFile(host, operation, report);
      return host.files.write(operation.path, operation.content, { mode: 0o644, uid: 0, gid: 0 });
    case "remove file":
      return host.files.remove(operation.path);
    case "reload":
      await host.run("systemctl", ["daemon-reload"]);
      return;
    case "enable":
    case "disable":
      await host.run("systemctl", [operation.do, await existing(host, operation)], offline(host));
      return;
    case "mask":
    case "unmask":
      await host.run("systemctl", [operation.do, await known(host, operation.unit)], offline(host));
      return;
    case "start":
    case "restart":
      return startUnit(host, operation.do, await existing(host, operation));
    case "stop":
      await host.run("systemctl", ["stop", await known(host, operation.unit)], { timeout: 300 });
      return;
  }
}

/** A unit may be masked, or still run, when no file defines it */
async function known(host: Host, unit: string): Promise<string> {
  return (await resolveUnit(host.files, unit)) ?? unit;
}

async function existing(host: Host, operation: { do: string; unit: string }): Promise<string> {
  const unit = await resolveUnit(host.files, operation.unit);
  if (unit !== undefined) return unit;
  throw new Failure({
    kind: "machine",
    tried: `cannot ${operation.do} ${operation.unit}`,
    found: "no unit of that name on this machine",
    needs: "the package that brings it, or its text",
    fix: `put the package into plugins.packagekit, or ${operation.unit} into plugins.systemd.custom_units`,
  });
}
