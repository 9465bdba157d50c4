import { resolve } from "node:path";
import { verifyDocument } from "../../manager/verify.ts";
import { acceptedDocument } from "../accepted-document.ts";
import { paintFor } from "../colour.ts";
import { type AddCommand, print, printJson } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { planLines, shownAction } from "../plan-lines.ts";

/** `groundstate verify [FILE]`: exit 0 when every resource holds, 3 when something drifted */
export const addVerify: AddCommand = (program, makeMachine) => {
  program
    .command("verify")
    .description("compare this machine with its document; exit status 3 when something drifted")
    .argument("[file]", "state document (default: the one of this machine)")
    .option("--plugin <plugin>", "only this plugin")
    .option("--json", "print the result as JSON")
    .action(async (file: string | undefined, options: { plugin?: string; json?: boolean }) => {
      const machine = makeMachine("live");
      const { document } = await acceptedDocument(machine.host, file && resolve(file));
      const { holding, ...found } = await verifyDocument(machine, document, options.plugin);
      const drift = [...found.drift, ...found.advisory];
      if (drift.length > 0) process.exitCode = exitStatus.drift;
      if (options.json) printJson({ holding, drift: drift.map(shownAction) });
      else if (drift.length === 0) print(`all ${holding} resources hold`);
      else print(["drift:", ...planLines(drift, holding, paintFor(process.stdout, process.env))].join("\n"));
    });
};
