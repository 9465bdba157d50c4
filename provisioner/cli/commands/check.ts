import { resolve } from "node:path";
import { readDocument } from "../../manager/read-document.ts";
import { formatProblem, formatProblems } from "../../state/format-problems.ts";
import { type AddCommand, print, printJson } from "../command.ts";
import { exitStatus } from "../exit-status.ts";

/** `groundstate check FILE…`: everything that is wrong with a document, found without a machine */
export const addCheck: AddCommand = (program, makeMachine) => {
  program
    .command("check")
    .description("check documents: schema and cross references; needs no machine")
    .argument("<file...>", "state documents, JSON or YAML")
    .option("--json", "print problems as JSON")
    .action(async (files: string[], options: { json?: boolean }) => {
      const { host } = makeMachine("install");
      const results: unknown[] = [];
      for (const file of files) {
        const read = await readDocument(host, resolve(file));
        const problems = (read.document ? read.warnings : read.problems).map(problem =>
          withFile(problem, file),
        );
        results.push({ file, accepted: read.document !== undefined, problems });
        if (!read.document) process.exitCode = exitStatus.input;
        if (options.json) continue;
        if (!read.document) print(formatProblems(file, problems));
        else {
          for (const warning of problems) print(formatProblem(warning));
          print(`${file}: accepted`);
        }
      }
      if (options.json) printJson(results);
    });
};

/** Messages name the file as the person did, not its absolute path */
function withFile<T extends { position?: { file: string; line: number; column: number } }>(
  problem: T,
  file: string,
): T {
  return problem.position ? { ...problem, position: { ...problem.position, file } } : problem;
}
