import { Command } from "commander";
import type { MakeMachine } from "./command.ts";
import { addApply } from "./commands/apply.ts";
import { addBootstrap } from "./commands/bootstrap.ts";
import { addCapture } from "./commands/capture.ts";
import { addCheck } from "./commands/check.ts";
import { addCompletion } from "./commands/completion.ts";
import { addConfirm } from "./commands/confirm.ts";
import { addFirstboot } from "./commands/firstboot.ts";
import { addHashPassword } from "./commands/hash-password.ts";
import { addHistory } from "./commands/history.ts";
import { addLedger } from "./commands/ledger.ts";
import { addPlan } from "./commands/plan.ts";
import { addQuery } from "./commands/query.ts";
import { addRecover } from "./commands/recover.ts";
import { addRollback } from "./commands/rollback.ts";
import { addSchema } from "./commands/schema.ts";
import { addSnapshot } from "./commands/snapshot.ts";
import { addStatus } from "./commands/status.ts";
import { addVerify } from "./commands/verify.ts";

declare const GROUNDSTATE_VERSION: string | undefined;

const commands = [
  addCheck,
  addPlan,
  addApply,
  addConfirm,
  addRollback,
  addVerify,
  addQuery,
  addCapture,
  addStatus,
  addRecover,
  addHistory,
  addLedger,
  addSchema,
  addHashPassword,
  addCompletion,
  addBootstrap,
  addFirstboot,
  addSnapshot,
];

/** The command line with all its commands, for the machines that `makeMachine` makes */
export function groundstateProgram(makeMachine: MakeMachine): Command {
  const program = new Command("groundstate")
    .description("One document says what this server is; groundstate makes it so, and keeps a ledger of it")
    .version(typeof GROUNDSTATE_VERSION === "string" ? GROUNDSTATE_VERSION : "development")
    .configureHelp({ subcommandTerm: termOf })
    .showHelpAfterError("(groundstate --help lists the commands)")
    .exitOverride();
  for (const add of commands) add(program, makeMachine);
  return program;
}

/** How the list of commands names one: without the long aliases, which the man page tells of */
function termOf(command: Command): string {
  const short = command.aliases().filter(alias => !alias.includes("-"));
  const words = command.usage().replace("[options]", "").trim();
  return `${[command.name(), ...short].join("|")} ${words}`.trim();
}
