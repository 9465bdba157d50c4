import { resolve } from "node:path";
import { Option } from "commander";
import type { Stage } from "../../host/host.ts";
import { applyAndRecord } from "../../manager/apply-and-record.ts";
import { planDocument } from "../../manager/plan.ts";
import { acceptedDocument } from "../accepted-document.ts";
import { type AddCommand, print, printJson } from "../command.ts";
import { changesText, leftAloneLines, shownAction, showPlan } from "../plan-lines.ts";

interface ApplyOptions {
  dryRun?: boolean;
  plugin?: string;
  stage: Stage;
  json?: boolean;
}

/** `groundstate apply FILE`: makes this machine what the document says, or changes nothing */
export const addApply: AddCommand = (program, makeMachine) => {
  program
    .command("apply")
    .alias("apply-state")
    .description("make this machine what the document says; rolls back when anything fails")
    .argument("[file]", "state document (default: the one of this machine)")
    .option("--dry-run", "only show the plan")
    .option("--plugin <plugin>", "only this plugin")
    .option("--json", "print the outcome as JSON")
    .addOption(
      new Option("--stage <stage>", "install: in a chroot").choices(["install", "live"]).default("live"),
    )
    .action(async (file: string | undefined, options: ApplyOptions) => {
      const machine = makeMachine(options.stage);
      const { document, sha256, text } = await acceptedDocument(machine.host, file && resolve(file));
      const only = options.plugin === undefined ? {} : { only: options.plugin };
      if (options.dryRun) {
        showPlan(await planDocument(machine, document, options.plugin), options.json === true);
        return;
      }
      const report = options.json ? () => undefined : print;
      const { txn, applied, deferred, verification } = await applyAndRecord(machine, {
        document,
        sha256,
        text,
        report,
        ...only,
      });
      if (options.json) {
        printJson({
          txn,
          applied: applied.map(shownAction),
          deferred: deferred.map(shownAction),
          left_alone: verification.advisory.map(shownAction),
          holding: verification.holding,
        });
        return;
      }
      for (const action of deferred) print(`deferred to first boot: ${action.plugin}: ${action.summary}`);
      for (const line of leftAloneLines(verification)) print(line);
      print(
        applied.length === 0
          ? `nothing to change: ${verification.holding} resources hold (transaction ${txn})`
          : `applied ${changesText(applied)}; ${verification.holding} resources hold (transaction ${txn})`,
      );
    });
};
