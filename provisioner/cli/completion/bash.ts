import type { OfferedCommand, OfferedOption, Values } from "./words.ts";

/**
 * Completion for bash. Where a file is expected it offers nothing, and readline's own completion of file names
 * takes over (-o default), with its quoting and its tilde; elsewhere that is switched off.
 */
export function bashCompletion(commands: readonly OfferedCommand[]): string {
  return `# bash completion for groundstate(1), made by: groundstate completion bash

_groundstate() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} words
  COMPREPLY=()
${indented(chooser(commands, 1), "  ")}
  compopt +o default
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}

complete -o default -F _groundstate groundstate
`;
}

/** Chooses by the word at this place what may stand at the place of the cursor */
function chooser(commands: readonly OfferedCommand[], place: number): string[] {
  const names = commands.flatMap(command => command.names);
  return [
    `if ((COMP_CWORD == ${place})); then`,
    `  words="${[...names, "--help", ...(place === 1 ? ["--version"] : [])].join(" ")}"`,
    "else",
    `  case \${COMP_WORDS[${place}]} in`,
    ...commands.flatMap(command => [
      `    ${command.names.join(" | ")})`,
      ...(command.commands.length > 0 ? chooser(command.commands, place + 1) : following(command)).map(
        line => `      ${line}`,
      ),
      "      ;;",
    ]),
    "  esac",
    "fi",
  ];
}

/** What may follow a command: the value of the option before the cursor, an option, an argument */
function following({ options, arguments: operands }: OfferedCommand): string[] {
  const values = options.flatMap(option => valueCase(option));
  const flags = options.map(({ name }) => name);
  const operand = operands[0]?.of ?? [];
  const otherwise = [
    ...(wordsOf(operand) === undefined ? ["  [[ $current = -* ]] || return"] : []),
    `  words="${[...flags, ...(wordsOf(operand) ?? [])].join(" ")}"`,
  ];
  if (values.length === 0) return otherwise.map(line => line.slice(2));
  return [
    "case $previous in",
    ...values.map(line => `  ${line}`),
    "  *)",
    ...otherwise.map(line => `  ${line}`),
    "    ;;",
    "esac",
  ];
}

function valueCase({ name, values }: OfferedOption): string[] {
  if (!values) return [];
  const words = wordsOf(values.of);
  return [`${name}) ${words ? `words="${words.join(" ")}"` : "return"} ;;`];
}

/** Undefined where a file name is expected */
function wordsOf(values: Values): readonly string[] | undefined {
  if (values === "file" || values === "directory") return undefined;
  return values === "unknown" ? [] : values;
}

function indented(lines: readonly string[], by: string): string {
  return lines.map(line => by + line).join("\n");
}
