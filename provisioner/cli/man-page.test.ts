import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { thisMachine } from "../manager/machine.ts";
import { exitStatus } from "./exit-status.ts";
import { groundstateProgram } from "./program.ts";

const page = readFileSync("iso-build/packages/groundstate/usr/share/man/man1/groundstate.1", "utf8");
/** Its tagged paragraphs as text, such as "plan [FILE] Show what apply would do …" */
const paragraphs = page.split(/^\.(?:TP|SH.*)\n/m).map(plainText);
const program = groundstateProgram(thisMachine);

test.each(leaves(program).map(command => [pathOf(command), command] as const))(
  "the man page tells of the command %s with all its names and options",
  (path, command) => {
    const paragraph = paragraphs.find(text => text.startsWith(`${path} `)) ?? "";

    expect(paragraph).not.toBe("");
    for (const name of command.aliases()) expect(paragraph).toContain(name);
    for (const { long } of command.options) expect(paragraph).toContain(long);
  },
);

test("the man page names no command and no option that does not exist", () => {
  const section = page.slice(page.indexOf(".SH COMMANDS"), page.indexOf(".SH SIGNALS"));
  const tags = section.split(".TP\n").slice(1).map(plainText);
  const options = new Set(leaves(program).flatMap(command => command.options.map(({ long }) => long)));

  expect(tags).toHaveLength(leaves(program).length);
  expect([...plainText(section).matchAll(/--[a-z-]+/g)].filter(([option]) => !options.has(option))).toEqual(
    [],
  );
});

test("the man page explains every exit status", () => {
  for (const status of [0, ...Object.values(exitStatus)])
    expect(paragraphs.some(text => text.startsWith(`${status} `))).toBe(true);
});

/** Commands that do something and that people are shown */
function leaves(command: Command): Command[] {
  const shown = command
    .createHelp()
    .visibleCommands(command)
    .filter(each => each.name() !== "help");
  return shown.flatMap(each => (each.commands.length > 0 ? leaves(each) : [each]));
}

function pathOf(command: Command): string {
  const above = command.parent?.parent ? `${command.parent.name()} ` : "";
  return above + command.name();
}

/** Without macros, fonts, quotes and escapes */
function plainText(roff: string): string {
  return roff
    .replaceAll(/^\.[A-Z]+ ?/gm, "")
    .replaceAll(/\\f[A-Z]|"/g, "")
    .replaceAll("\\-", "-")
    .replaceAll(/\s+/g, " ");
}
