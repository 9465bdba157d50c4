import { headText } from "../../ledger/block.ts";
import { readBlocks } from "../../ledger/read.ts";
import { type LedgerStats, ledgerStats } from "../../ledger/stats.ts";
import { verifyLedger } from "../../ledger/verify.ts";
import { stateDirectory } from "../../manager/paths.ts";
import { blockLine } from "../block-lines.ts";
import { type AddCommand, print, printJson } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { requireLedger } from "../require-ledger.ts";
import { wholeNumber } from "../whole-number.ts";
import { addLedgerBlocks } from "./ledger-blocks.ts";
import { addLedgerExport } from "./ledger-export.ts";

interface LedgerOptions {
  directory: string;
  json?: boolean;
}

/** `groundstate ledger show|verify|stats|blocks|export`: reads the ledger; never repairs it */
export const addLedger: AddCommand = (program, makeMachine) => {
  const ledger = program.command("ledger").description("read and verify the ledger");
  for (const add of [addShow, addLedgerBlocks, addVerify, addStats, addLedgerExport])
    add(ledger, makeMachine);
};

const addShow: AddCommand = (ledger, makeMachine) => {
  ledger
    .command("show")
    .description("print blocks, oldest first")
    .option("--directory <path>", "where the ledger lies", stateDirectory)
    .option("--last <count>", "only the last blocks", wholeNumber("blocks"))
    .option("--json", "print the blocks as JSON lines")
    .action(async ({ directory, last, json }: LedgerOptions & { last?: number }) => {
      const { host } = makeMachine("live");
      await requireLedger(host, directory);
      const filter = last === undefined ? {} : { last };
      for await (const block of readBlocks(host, directory, filter))
        print(json ? JSON.stringify(block) : blockLine(block));
    });
};

const addVerify: AddCommand = (ledger, makeMachine) => {
  ledger
    .command("verify")
    .description("check every hash, link and signature; exit status 6 when something is wrong")
    .option("--directory <path>", "where the ledger lies", stateDirectory)
    .option("--against <head>", "a head kept elsewhere, HEIGHT:HASH; finds a shortened ledger")
    .option("--json", "print the report as JSON")
    .action(async ({ directory, against, json }: LedgerOptions & { against?: string }) => {
      const { host } = makeMachine("live");
      await requireLedger(host, directory);
      const report = await verifyLedger(host, directory, against);
      if (report.problems.length > 0) process.exitCode = exitStatus.integrity;
      if (json) {
        printJson(report);
        return;
      }
      for (const { height, verdict, text } of report.problems) print(`block ${height}: ${verdict}: ${text}`);
      print(
        report.problems.length === 0 && report.head
          ? `${report.blocks} blocks, all hold; head ${headText(report.head)}; key ${report.fingerprint}`
          : `${report.problems.length} problems in ${report.blocks} blocks`,
      );
    });
};

const addStats: AddCommand = (ledger, makeMachine) => {
  ledger
    .command("stats")
    .description("print how many blocks and transactions there are, and since when")
    .option("--directory <path>", "where the ledger lies", stateDirectory)
    .option("--json", "print as JSON")
    .action(async ({ directory, json }: LedgerOptions) => {
      const { host } = makeMachine("live");
      await requireLedger(host, directory);
      const stats = await ledgerStats(host, directory);
      if (json) printJson(stats);
      else print(statsLines(stats).join("\n"));
    });
};

function statsLines({ blocks, bytes, first, last, transactions }: LedgerStats): string[] {
  const { committed, aborted, open } = transactions;
  return [
    `blocks        ${blocks}, ${bytes} bytes`,
    `first         ${first}`,
    `last          ${last}`,
    `transactions  ${committed} committed, ${aborted} aborted, ${open} open`,
  ];
}
