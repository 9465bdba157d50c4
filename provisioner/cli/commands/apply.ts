import { resolve } from "node:path";
import { Option } from "commander";
import type { Stage } from "../../host/host.ts";
import { applyAndRecord } from "../../manager/apply-and-record.ts";
import { planDocument } from "../../manager/plan.ts";
import { acceptedDocument } from "../accepted-document.ts";
import { type AddCommand, print, printJson } from "../command.ts";
import { obstaclesTo } from "../obstacles.ts";
import { changesText, leftAloneLines, shownAction, showPlan } from "../plan-lines.ts";
import { wholeNumber } from "../whole-number.ts";

interface ApplyOptions {
  dryRun?: boolean;
  plugin?: string;
  confirm?: number;
  force?: boolean;
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
    .option(
      "--confirm <seconds>",
      "roll everything back unless groundstate confirm comes within so many seconds",
      wholeNumber("seconds", 1),
    )
    .option("--force", "also when the firewall would shut out the ssh connection that this comes by")
    .option("--json", "print the outcome as JSON")
    .addOption(
      new Option("--stage <stage>", "install: in a chroot").choices(["install", "live"]).default("live"),
    )
    .action(async (file: string | undefined, options: ApplyOptions) => {
      const machine = makeMachine(options.stage);
      const { document, sha256, text } = await acceptedDocument(machine.host, file && resolve(file));
      const only = options.plugin === undefined ? {} : { only: options.plugin };
      if (options.dryRun) {
        const plan = await planDocument(machine, document, options.plugin, options.force);
        showPlan(plan, await obstaclesTo(machine.host, sha256), options.json === true);
        return;
      }
      const report = options.json ? () => undefined : print;
      const { txn, applied, deferred, verification, pending } = await applyAndRecord(machine, {
        document,
        sha256,
        text,
        report,
        ...only,
        ...(options.force === undefined ? {} : { force: options.force }),
        ...(options.confirm === undefined ? {} : { confirmWithin: options.confirm }),
      });
      if (options.json) {
        printJson({
          txn,
          applied: applied.map(shownAction),
          deferred: deferred.map(shownAction),
          left_alone: verification.advisory.map(shownAction),
          holding: verification.holding,
          pending,
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
      if (pending) print(`it is rolled back in ${options.confirm} s, unless you run: groundstate confirm`);
      else if (options.confirm !== undefined) print("nothing was changed, so nothing waits for confirmation");
    });
};
