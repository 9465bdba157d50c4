import { chmod } from "node:fs/promises";
import { create } from "tar";
import type { Files } from "../provisioner/host/files.ts";

/** Folders that hold what is worth sending to somebody who is to help */
const folders = ["/run/groundstate", "/var/log/groundstate", "/var/log/groundstate/install"];

/** Packs the installer's logs into one .tar.gz; neither document nor key is among them */
export async function packLogs(files: Files, bundle: string): Promise<string[]> {
  const logs: string[] = [];
  for (const folder of folders) {
    for (const name of await files.list(folder)) {
      if (/\.(jsonl|log|txt)$/.test(name)) logs.push(`${folder}/${name}`);
    }
  }
  if (logs.length === 0) return [];
  await create(
    { gzip: true, file: bundle, cwd: files.root, portable: true },
    logs.map(path => path.slice(1)),
  );
  await chmod(bundle, 0o600);
  return logs;
}
