#!/usr/bin/env node
import { Command } from "commander";
import { describeError, Failure } from "../host/failure.ts";
import { thisMachine } from "../manager/machine.ts";
import { addApply } from "./commands/apply.ts";
import { addBootstrap } from "./commands/bootstrap.ts";
import { addCheck } from "./commands/check.ts";
import { addFirstboot } from "./commands/firstboot.ts";
import { addHashPassword } from "./commands/hash-password.ts";
import { addLedger } from "./commands/ledger.ts";
import { addPlan } from "./commands/plan.ts";
import { addQuery } from "./commands/query.ts";
import { addRecover } from "./commands/recover.ts";
import { addSchema } from "./commands/schema.ts";
import { addStatus } from "./commands/status.ts";
import { addVerify } from "./commands/verify.ts";
import { exitStatus } from "./exit-status.ts";

declare const GROUNDSTATE_VERSION: string | undefined;

const program = new Command("groundstate")
  .description("One document says what this server is; groundstate makes it so, and keeps a ledger of it")
  .version(typeof GROUNDSTATE_VERSION === "string" ? GROUNDSTATE_VERSION : "development")
  .showHelpAfterError("(groundstate --help lists the commands)")
  .exitOverride(error => {
    process.exit(error.exitCode === 0 ? 0 : exitStatus.input);
  });

for (const add of [
  addCheck,
  addPlan,
  addApply,
  addVerify,
  addQuery,
  addStatus,
  addRecover,
  addLedger,
  addSchema,
  addHashPassword,
  addBootstrap,
  addFirstboot,
])
  add(program, thisMachine);

program.parseAsync().then(
  () => leave(),
  (error: unknown) => {
    process.stderr.write(`groundstate: ${describeError(error)}\n`);
    leave(error instanceof Failure ? exitStatus[error.kind] : 1);
  },
);

/** Ends the process, which an open bus would keep alive, once everything printed has gone down the pipe */
function leave(status?: number): void {
  process.stdout.write("", () => process.stderr.write("", () => process.exit(status)));
}
