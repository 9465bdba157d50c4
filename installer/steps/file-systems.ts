import type { Step } from "../engine.ts";
import { type Install, needed } from "../install.ts";
import { makeFileSystems } from "../storage/filesystems.ts";

/** Makes the file systems; what was on the partitions is erased with them */
export const fileSystemsStep: Step<Install> = {
  name: "file-systems",
  title: "Make the file systems",
  weight: 2,
  run: async ({ host, plan, made }, voice) => {
    made.fileSystems = await makeFileSystems(host, plan, needed(made.partitions, "partitions"), voice.line);
  },
};
