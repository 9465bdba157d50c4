import { resolve } from "node:path";
import { planDocument } from "../../manager/plan.ts";
import { acceptedDocument } from "../accepted-document.ts";
import type { AddCommand } from "../command.ts";
import { obstaclesTo } from "../obstacles.ts";
import { showPlan } from "../plan-lines.ts";

/** `groundstate plan FILE`: what apply would do; changes nothing */
export const addPlan: AddCommand = (program, makeMachine) => {
  program
    .command("plan")
    .alias("diff")
    .alias("show-diff")
    .description("show what apply would change on this machine; changes nothing")
    .argument("[file]", "state document (default: the one of this machine)")
    .option("--plugin <plugin>", "only this plugin")
    .option("--json", "print the actions as JSON")
    .action(async (file: string | undefined, options: { plugin?: string; json?: boolean }) => {
      const machine = makeMachine("live");
      const { document, sha256 } = await acceptedDocument(machine.host, file && resolve(file));
      const plan = await planDocument(machine, document, options.plugin);
      showPlan(plan, await obstaclesTo(machine.host, sha256), options.json === true);
    });
};
