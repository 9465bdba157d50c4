import { Command } from "commander";
import type { MakeMachine } from "./command.ts";
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

declare const GROUNDSTATE_VERSION: string | undefined;

const commands = [
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
];

/** The command line with all its commands, for the machines that `makeMachine` makes */
export function groundstateProgram(makeMachine: MakeMachine): Command {
  const program = new Command("groundstate")
    .description("One document says what this server is; groundstate makes it so, and keeps a ledger of it")
    .version(typeof GROUNDSTATE_VERSION === "string" ? GROUNDSTATE_VERSION : "development")
    .showHelpAfterError("(groundstate --help lists the commands)")
    .exitOverride();
  for (const add of commands) add(program, makeMachine);
  return program;
}
