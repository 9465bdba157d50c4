import { type Chain, chainOf, type Direction, type Statement } from "./chains.ts";
import { natChains } from "./nat.ts";
import type { FirewallSection } from "./schema.ts";

/** Where the ruleset lies; groundstate-firewall.service loads it at boot */
export const rulesetPath = "/etc/groundstate/firewall.nft";

/** The only table that we touch */
export const table = ["inet", "groundstate"] as const;

const directions: readonly Direction[] = ["input", "forward", "output"];

/** The ruleset file: loading it replaces our table in one step, and touches no other */
export function renderRuleset(section: FirewallSection): string {
  const name = table.join(" ");
  const filters = directions.map(direction => chainOf(section, direction));
  return [
    "#!/usr/sbin/nft -f",
    "# Written by groundstate from plugins.firewall of /etc/groundstate/state.json; edits here are replaced.",
    "",
    "# The first line makes sure that there is something to delete",
    `table ${name}`,
    `delete table ${name}`,
    "",
    `table ${name} {`,
    [
      ...filters.map(renderFilter),
      ...natChains(section.nat).map(chain => renderChain(chain.head, chain.type, chain.statements)),
    ].join("\n\n"),
    "}",
    "",
  ].join("\n");
}

/**
 * The same ruleset as arguments of nft, which puts them together to one text again. For when it has to be handed over:
 * nft reads no standard input that is a socket, as Node's is; one argument could hold no more than 128 KiB
 */
export function asArguments(ruleset: string): string[] {
  const statements = ruleset.split("\n").filter(line => line.trim() !== "" && !line.startsWith("#"));
  return ["--", ...statements.map(line => `${line}\n`)];
}

function renderFilter({ direction, policy, statements }: Chain): string {
  return renderChain(
    direction,
    `type filter hook ${direction} priority filter; policy ${policy};`,
    statements,
  );
}

function renderChain(name: string, type: string, statements: readonly Statement[]): string {
  return [
    `\tchain ${name} {`,
    `\t\t${type}`,
    ...statements.map(statement => `\t\t${renderStatement(statement)}`),
    "\t}",
  ].join("\n");
}

function renderStatement({ matches, verdict, comment }: Statement): string {
  const words = [...matches.map(match => match.text), verdict];
  return [...words, ...(comment ? [`comment "${comment}"`] : [])].join(" ");
}
