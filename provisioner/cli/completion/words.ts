import type { Argument, Command, Option } from "commander";
import { plugins } from "../../plugins/all.ts";

/** What may stand in the place of a value: words of a list, a file, a folder, or nothing that can be known */
export type Values = readonly string[] | "file" | "directory" | "unknown";

/** An option as a shell offers it, by its long name */
export interface OfferedOption {
  name: string;
  description: string;
  /** Absent when it takes no value */
  values?: { name: string; of: Values };
}

/** A command as a shell offers it, with all its names */
export interface OfferedCommand {
  names: string[];
  description: string;
  options: OfferedOption[];
  arguments: { name: string; variadic: boolean; of: Values }[];
  commands: OfferedCommand[];
}

/** The commands that people see, and what may follow each: the one source of every shell's completion */
export function offeredCommands(command: Command): OfferedCommand[] {
  const shown = command.createHelp().visibleCommands(command);
  return shown.filter(each => each.name() !== "help").map(offered);
}

function offered(command: Command): OfferedCommand {
  return {
    names: [command.name(), ...command.aliases()],
    description: command.description(),
    options: command.createHelp().visibleOptions(command).map(offeredOption),
    arguments: command.registeredArguments.map(argument => ({
      name: argument.name(),
      variadic: argument.variadic,
      of: valuesOf(argument, argument.name()),
    })),
    commands: offeredCommands(command),
  };
}

function offeredOption(option: Option): OfferedOption {
  const [, value] = /[<[]([^>\]]+)/.exec(option.flags) ?? [];
  const takes = value === undefined ? {} : { values: { name: value, of: valuesOf(option, value) } };
  return { name: option.long ?? option.flags, description: option.description, ...takes };
}

/** By the name of the value: all options and arguments of one name mean the same */
function valuesOf({ argChoices }: Option | Argument, name: string): Values {
  if (argChoices) return argChoices;
  if (name === "file" || name === "device") return "file";
  if (name === "path") return "directory";
  return name === "plugin" ? plugins.map(plugin => plugin.name) : "unknown";
}
