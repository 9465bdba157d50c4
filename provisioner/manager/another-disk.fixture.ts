import { createLedger } from "../ledger/ledger.ts";
import { identityPlugin } from "../plugins/identity/index.ts";
import { storagePlugin } from "../plugins/storage/index.ts";
import type { StateDocument } from "../state/document.ts";
import { machineInFolder } from "./machine.fixture.ts";
import type { Machine } from "./machine.ts";
import { stateDirectory } from "./paths.ts";

/** A document that only chooses the disk, and names the machine */
export const chosen: StateDocument = {
  version: 1,
  bootstrap: { device: "/dev/vda", hostname: "web1" },
  plugins: {},
};

/** A machine whose / lies on one big ext4: of our installer, or of somebody else */
export async function onAnotherDisk({ installed = true } = {}): Promise<Machine> {
  const machine = await machineInFolder([storagePlugin, identityPlugin]);
  const { host } = machine;
  if (installed) await (await createLedger(host, stateDirectory, { installer: {} })).close();
  const disk = { path: "/dev/vda", kname: "vda", pkname: null, type: "disk", size: 1 };
  const root = { path: "/dev/vda1", kname: "vda1", pkname: "vda", type: "part", size: 1 };
  const answers: Record<string, string> = {
    lsblk: JSON.stringify({ blockdevices: [disk, root] }),
    findmnt: JSON.stringify({
      filesystems: [{ target: "/", source: "/dev/vda1", fstype: "ext4", fsroot: "/" }],
    }),
  };
  const run: Machine["host"]["run"] = async program => ({
    stdout: answers[program] ?? "",
    stderr: "",
    exit: 0,
  });
  return { ...machine, host: { ...host, run } };
}
