import { Argument } from "commander";
import { type AddCommand, print } from "../command.ts";
import { bashCompletion } from "../completion/bash.ts";
import { offeredCommands } from "../completion/words.ts";
import { zshCompletion } from "../completion/zsh.ts";

const scripts = { bash: bashCompletion, zsh: zshCompletion };

/** `groundstate completion bash|zsh`: what the package installs for the shells, made from the program itself */
export const addCompletion: AddCommand = program => {
  program
    .command("completion")
    .description("print the completion script of a shell; the package brings both")
    .addArgument(new Argument("<shell>", "the shell").choices(["bash", "zsh"]))
    .action((shell: keyof typeof scripts) => print(scripts[shell](offeredCommands(program))));
};
