import type { Account } from "./schema.ts";

/** The whole sudoers file of one account */
export function sudoRule(name: string, sudo: NonNullable<Account["sudo"]>): string {
  const tag = sudo === "nopasswd" ? "NOPASSWD: " : "";
  return `# Written by groundstate from plugins.users.accounts.${name}.sudo\n${name} ALL=(ALL:ALL) ${tag}ALL\n`;
}
