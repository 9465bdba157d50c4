import { InvalidArgumentError } from "commander";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { type Block, headText, ledgerPaths } from "../../ledger/block.ts";
import { hasLedger } from "../../ledger/ledger.ts";
import { readBlocks } from "../../ledger/read.ts";
import { type LedgerStats, ledgerStats } from "../../ledger/stats.ts";
import { verifyLedger } from "../../ledger/verify.ts";
import { stateDirectory } from "../../manager/paths.ts";
import { type AddCommand, print, printJson } from "../command.ts";
import { exitStatus } from "../exit-status.ts";

/** `groundstate ledger show|verify|stats`: reads the ledger; never repairs it */
export const addLedger: AddCommand = (program, makeMachine) => {
  const ledger = program.command("ledger").description("read and verify the ledger");
  const directory = (path?: string): string => path ?? stateDirectory;

  ledger
    .command("show")
    .description("print blocks, oldest first")
    .option("--directory <path>", "where the ledger lies")
    .option("--last <count>", "only the last blocks", blockCount)
    .option("--json", "print the blocks as JSON lines")
    .action(async (options: { directory?: string; last?: number; json?: boolean }) => {
      const { host } = makeMachine("live");
      await requireLedger(host, directory(options.directory));
      const filter = options.last === undefined ? {} : { last: options.last };
      for await (const block of readBlocks(host, directory(options.directory), filter))
        print(options.json ? JSON.stringify(block) : blockLine(block));
    });

  ledger
    .command("verify")
    .description("check every hash, link and signature; exit status 6 when something is wrong")
    .option("--directory <path>", "where the ledger lies")
    .option("--against <head>", "a head kept elsewhere, HEIGHT:HASH; finds a shortened ledger")
    .option("--json", "print the report as JSON")
    .action(async (options: { directory?: string; against?: string; json?: boolean }) => {
      const { host } = makeMachine("live");
      await requireLedger(host, directory(options.directory));
      const report = await verifyLedger(host, directory(options.directory), options.against);
      if (report.problems.length > 0) process.exitCode = exitStatus.integrity;
      if (options.json) {
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

  ledger
    .command("stats")
    .description("print how many blocks and transactions there are, and since when")
    .option("--directory <path>", "where the ledger lies")
    .option("--json", "print as JSON")
    .action(async (options: { directory?: string; json?: boolean }) => {
      const { host } = makeMachine("live");
      await requireLedger(host, directory(options.directory));
      const stats = await ledgerStats(host, directory(options.directory));
      if (options.json) printJson(stats);
      else print(statsLines(stats).join("\n"));
    });
};

function blockCount(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It needs a number of blocks.");
}

function statsLines({ blocks, bytes, first, last, transactions }: LedgerStats): string[] {
  const { committed, aborted, open } = transactions;
  return [
    `blocks        ${blocks}, ${bytes} bytes`,
    `first         ${first}`,
    `last          ${last}`,
    `transactions  ${committed} committed, ${aborted} aborted, ${open} open`,
  ];
}

async function requireLedger(host: Host, directory: string): Promise<void> {
  if (await hasLedger(host, directory)) return;
  throw new Failure({
    kind: "integrity",
    tried: `cannot read ${ledgerPaths(directory).ledger}`,
    found: "no ledger",
    needs: "a machine that groundstate installed, or one apply on this machine",
  });
}

function blockLine({ height, timestamp, category, action, phase, metadata, hash }: Block): string {
  const what = [category, metadata.plugin, action, phase].filter(Boolean).join(" ");
  return `${String(height).padStart(4)}  ${timestamp}  ${hash.slice(0, 12)}  ${what}`;
}
