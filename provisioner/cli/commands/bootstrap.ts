import { resolve } from "node:path";
import type { AddCommand } from "../command.ts";

/** `groundstate bootstrap DEVICE FILE`: the install that the ISO does, from any Debian live system */
export const addBootstrap: AddCommand = (program, makeMachine) => {
  program
    .command("bootstrap")
    .description("install the server that FILE describes on DEVICE (needs the package groundstate-installer)")
    .argument("<device>", "the disk, such as /dev/sda; everything on it may be destroyed")
    .argument("<file>", "state document")
    .action(async (device: string, file: string) => {
      await makeMachine("live").host.run("groundstate-install", ["install", device, resolve(file)], {
        timeout: 4 * 3600,
        terminal: true,
      });
    });
};
