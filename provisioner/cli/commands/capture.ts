import { captureDocument } from "../../manager/capture.ts";
import { planDocument } from "../../manager/plan.ts";
import { parseDocument } from "../../manager/read-document.ts";
import { formatProblems } from "../../state/format-problems.ts";
import { type AddCommand, print } from "../command.ts";
import { exitStatus } from "../exit-status.ts";

/** `groundstate capture`: a document that describes this machine; what it does not say is left alone */
export const addCapture: AddCommand = (program, makeMachine) => {
  program
    .command("capture")
    .description("print a document that describes this machine, password hashes included")
    .option("--json", "JSON is what it prints, asked for or not")
    .action(async () => {
      const machine = makeMachine("live");
      const text = JSON.stringify(await captureDocument(machine), null, 2);
      print(text);
      const read = parseDocument(text, "the captured document");
      if (!read.document) {
        process.stderr.write(`${formatProblems("the captured document", read.problems)}\n`);
        process.exitCode = exitStatus.input;
        return;
      }
      const { todo } = await planDocument(machine, read.document);
      for (const { plugin, summary } of todo)
        process.stderr.write(`applied here it would: ${plugin}: ${summary}\n`);
    });
};
