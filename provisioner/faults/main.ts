import { describeError, Failure } from "../host/failure.ts";
import { verifyLedger } from "../ledger/verify.ts";
import { type Machine, thisMachine } from "../manager/machine.ts";
import { stateDirectory } from "../manager/paths.ts";
import { type ReadDocument, readDocument } from "../manager/read-document.ts";
import { applyDocument } from "../manager/transaction.ts";
import { tryEveryFault } from "./every-fault.ts";

type Accepted = Extract<ReadDocument, { text: string }>;

/**
 * For tests alone: makes this machine what a first document says, then applies a second one again and again, each time
 * with a fault at another moment, and looks whether everything is as before. A line of JSON for each fault; a third argument says how many at most
 */
async function main(): Promise<void> {
  const [, , first = "", second = "", most = "10000"] = process.argv;
  const machine = thisMachine("live");
  await apply(machine, await accepted(machine, first));
  for await (const outcome of tryEveryFault(machine, await accepted(machine, second), Number(most))) {
    console.log(JSON.stringify(outcome));
    if (outcome.problems.length > 0) process.exitCode = 1;
  }
  const { problems } = await verifyLedger(machine.host, stateDirectory);
  const left = problems.map(({ text }) => text);
  const last = { fault: "the ledger after all of them", plugin: "ledger", seconds: 0, problems: left };
  console.log(JSON.stringify(last));
  if (left.length > 0) process.exitCode = 1;
}

async function apply(machine: Machine, { document, sha256, text }: Accepted): Promise<void> {
  const report = (line: string): void => console.error(line);
  await applyDocument(machine, { document, sha256, text, report });
}

async function accepted({ host }: Machine, path: string): Promise<Accepted> {
  const read = await readDocument(host, path);
  if (read.document) return read;
  const found = read.problems.map(({ pointer, found }) => `${pointer}: ${found}`).join("; ");
  throw new Failure({ kind: "input", tried: `cannot use ${path}`, found });
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(describeError(error));
    process.exit(1);
  },
);
