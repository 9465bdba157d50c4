import type { Host } from "../host/host.ts";
import { statusPath } from "./paths.ts";

/** What the last run of the provisioner came to; plain enough for a monitoring agent */
export interface Status {
  state: "installed" | "converged" | "failed";
  /** RFC 3339, UTC */
  time: string;
  document_sha256: string | null;
  transaction: string | null;
  /** Resources that hold */
  holding: number;
  /** What is not as the document implies and was left alone, a line each */
  differs?: string[];
  /** Why it failed, in one line */
  reason: string | null;
}

/** Leaves the outcome where `groundstate status` finds it */
export async function writeStatus(host: Host, status: Status): Promise<void> {
  await host.files.write(statusPath, `${JSON.stringify(status, null, 2)}\n`, { mode: 0o600 });
}

/** The last outcome, or undefined on a machine that has none */
export async function readStatus(host: Host): Promise<Status | undefined> {
  const text = await host.files.read(statusPath);
  if (text === undefined) return undefined;
  const status: Status = JSON.parse(text); // our own file
  return status;
}
