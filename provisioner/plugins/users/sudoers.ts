import type { Account, SudoRule } from "./schema.ts";

/** The whole sudoers file of one account */
export function sudoRule(name: string, sudo: NonNullable<Account["sudo"]>): string {
  const tag = sudo === "nopasswd" ? "NOPASSWD: " : "";
  return `# Written by groundstate from plugins.users.accounts.${name}.sudo\n${name} ALL=(ALL:ALL) ${tag}ALL\n`;
}

/** The whole sudoers file of one rule of its own */
export function ownSudoRule(name: string, rule: SudoRule): string {
  const who = [...(rule.users ?? []), ...(rule.groups ?? []).map(group => `%${group}`)].join(", ");
  const tags = `${rule.nopasswd ? "NOPASSWD: " : ""}${rule.setenv ? "SETENV: " : ""}`;
  const commands = (rule.commands ?? []).map(withoutSigns).join(", ");
  return `# Written by groundstate from plugins.users.sudo_rules.${name}\n${who} ALL=(${rule.run_as ?? "root"}) ${tags}${commands}\n`;
}

/** Each entry is one command, so what would end it or begin another is no sign: sudoers(5), "other special characters" */
function withoutSigns(command: string): string {
  return command.replaceAll(/(?<!\\)[,:=#]/g, sign => `\\${sign}`);
}
