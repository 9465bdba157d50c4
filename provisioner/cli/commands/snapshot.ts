import { takeSnapshot } from "../../plugins/filesystem/take-snapshot.ts";
import { type AddCommand, print } from "../command.ts";
import { wholeNumber } from "../whole-number.ts";

/** `groundstate snapshot PATH`: what the timers of plugins.filesystem start */
export const addSnapshot: AddCommand = (program, makeMachine) => {
  program
    .command("snapshot", { hidden: true })
    .description("take a read-only snapshot of a btrfs subvolume, and delete the oldest of its kind")
    .argument("<path>", "the subvolume")
    .option("--name <name>", "what the name of the snapshot begins with", "auto")
    .option("--keep <number>", "how many are kept", wholeNumber("snapshots", 1))
    .action(async (path: string, { name, keep }: { name: string; keep?: number }) => {
      await takeSnapshot(makeMachine("live").host, path, { name, keep }, print);
    });
};
