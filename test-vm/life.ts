import { leave, untilMultiUser } from "./install.ts";
import type { Disk } from "./vm/disks.ts";
import type { Firmware } from "./vm/firmware.ts";
import { type Machine, startMachine } from "./vm/machine.ts";
import { type SshTarget, waitForSsh } from "./vm/ssh.ts";
import type { Workshop } from "./workshop.ts";

/** A machine that runs, and the way into it */
export interface Life {
  machine: Machine;
  target: SshTarget;
}

/** The disk that is powered on, and who may log in */
export interface Body {
  firmware: Firmware;
  disk: Disk;
  folder: string;
  user: string;
}

/** Powers the same disk on, as often as it is called, until somebody can log in */
export function starter(
  { accelerator, key }: Workshop,
  { firmware, disk, folder, user }: Body,
): (name: string) => Promise<Life> {
  return async name => {
    const machine = await startMachine({ firmware, accelerator, disks: [disk] }, folder, name);
    try {
      await untilMultiUser(machine);
      const target = { port: machine.sshPort, user, key: key.path };
      await waitForSsh(target, 180);
      return { machine, target };
    } catch (error) {
      await leave(machine, folder, name);
      throw error;
    }
  };
}
