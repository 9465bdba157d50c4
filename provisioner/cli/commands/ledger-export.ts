import { resolve } from "node:path";
import { headText } from "../../ledger/block.ts";
import { stateDirectory } from "../../manager/paths.ts";
import { type AddCommand, print, printJson } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { requireLedger } from "../require-ledger.ts";

/** `groundstate ledger export [FILE]`: the ledger as one file that anybody can check, without Groundstate */
export const addLedgerExport: AddCommand = (ledger, makeMachine) => {
  ledger
    .command("export")
    .description("pack the ledger, its public key and a script that checks both without groundstate")
    .argument("[file]", "the archive to write (default: groundstate-ledger-HEIGHT.tar.gz)")
    .option("--directory <path>", "where the ledger lies", stateDirectory)
    .option("--json", "print the result as JSON")
    .action(async (file: string | undefined, { directory, json }: { directory: string; json?: boolean }) => {
      const { host } = makeMachine("live");
      await requireLedger(host, directory);
      // tar is read only when it is needed: every other command starts faster without it
      const { exportLedger } = await import("../ledger-bundle.ts");
      const { path, blocks, head, fingerprint, problems } = await exportLedger(
        host,
        directory,
        file && resolve(file),
      );
      if (problems.length > 0) process.exitCode = exitStatus.integrity;
      if (json) {
        printJson({ file: path, blocks, head: head ?? null, fingerprint, problems: problems.length });
        return;
      }
      print(`${path}: ${blocks} blocks; head ${head ? headText(head) : "none"}; key ${fingerprint}`);
      if (problems.length > 0) print(`${problems.length} problems: run groundstate ledger verify`);
      print(`to check it anywhere: tar -xzf ${path} && bash groundstate-ledger/verify.sh`);
    });
};
