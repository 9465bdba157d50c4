import type { OfferedCommand, OfferedOption, Values } from "./words.ts";

/** Completion for zsh, with the description of each command and option */
export function zshCompletion(commands: readonly OfferedCommand[]): string {
  return `#compdef groundstate
# zsh completion for groundstate(1), made by: groundstate completion zsh

_groundstate() {
${chooser(commands, "  ")}
}

_groundstate "$@"
`;
}

/** _arguments takes the word before the first one of its own for the command: so each level drops a word */
function chooser(commands: readonly OfferedCommand[], indent: string): string {
  const lines = [
    "if ((CURRENT == 2)); then",
    "  local -a offers=(",
    ...commands.flatMap(({ names, description }) =>
      names.map(name => `    ${quoted(`${name}:${description.replaceAll(":", "\\:")}`)}`),
    ),
    "  )",
    "  _describe -t commands command offers",
    "  return",
    "fi",
    "shift words",
    "((CURRENT--))",
    "case $words[1] in",
    ...commands.flatMap(command => [
      `  ${command.names.join(" | ")})`,
      command.commands.length > 0 ? chooser(command.commands, "    ") : `    ${specifications(command)}`,
      "    ;;",
    ]),
    "esac",
  ];
  return lines
    .join("\n")
    .split("\n")
    .map(line => indent + line)
    .join("\n");
}

function specifications({ options, arguments: operands }: OfferedCommand): string {
  const words = [
    ...options.map(optionSpecification),
    ...operands.map(({ name, variadic, of }) => quoted(`${variadic ? "*" : ""}:${name}:${action(of)}`)),
  ];
  return ["_arguments", ...words].join(" \\\n      ");
}

function optionSpecification({ name, description, values }: OfferedOption): string {
  const told = `[${description.replaceAll(/[[\]]/g, "$&")}]`;
  return quoted(`${name}${told}${values ? `:${values.name}:${action(values.of)}` : ""}`);
}

function action(values: Values): string {
  if (values === "file") return "_files";
  if (values === "directory") return "_files -/";
  return values === "unknown" ? " " : `(${values.join(" ")})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
