import type { Report } from "../../contract/plugin.ts";
import type { Host } from "../../host/host.ts";

import { removeFile, setAttributes, writeFile } from "./apply-file.ts";
import type { ConfigOperation } from "./operation.ts";
import { tellUnit } from "./tell-unit.ts";

/** Executes one operation; a unit that does not run has nothing to read again */
export async function applyConfig(host: Host, operation: ConfigOperation, report: Report): Promise<void> {
  switch (operation.do) {
    case "write file":
      return writeFile(host, operation, report);
    case "set attributes":
      return setAttributes(host, operation);
    case "remove file":
      return removeFile(host, operation);
    case "reload":
    case "restart":
      return tellUnit(host, operation.do, operation.unit);
  }
}
