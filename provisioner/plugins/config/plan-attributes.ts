import type { Change } from "../../contract/action.ts";
import type { Attributes } from "./operation.ts";
import type { CurrentConfig, FoundFile } from "./query.ts";
import type { ConfigFile } from "./schema.ts";

/** Mode and owner as far as the document says them */
export function saidAttributes({ mode, owner, group }: ConfigFile): Attributes {
  return {
    ...(mode !== undefined && { mode: Number.parseInt(mode, 8) }),
    ...(owner !== undefined && { owner }),
    ...(group !== undefined && { group }),
  };
}

/** What a file gets beside that when it is made; one that is there keeps what it has */
export function usualAttributes({ sensitive }: ConfigFile, found: FoundFile | undefined): Attributes {
  return found?.kind === "file" ? {} : { mode: sensitive ? 0o600 : 0o644, owner: "0", group: "0" };
}

/** Those that the file there has otherwise; an account that is not there yet counts as another */
export function changedAttributes(
  { accounts, groups }: Pick<CurrentConfig, "accounts" | "groups">,
  { mode, owner, group }: Attributes,
  found: FoundFile | undefined,
): Change[] {
  const isFile = found?.kind === "file";
  const there = isFile ? found : undefined;
  const changes: Change[] = [];
  if (mode !== undefined && mode !== there?.mode)
    changes.push({ path: "mode", ...(there && { from: octal(there.mode) }), to: octal(mode) });
  for (const [path, wanted, number, numbers] of [
    ["owner", owner, there?.uid, accounts],
    ["group", group, there?.gid, groups],
  ] as const) {
    if (wanted === undefined || (number !== undefined && numberOf(wanted, numbers) === number)) continue;
    const from = number === undefined ? {} : { from: nameOf(number, numbers) };
    changes.push({ path, ...from, to: nameOf(numberOf(wanted, numbers) ?? wanted, numbers) });
  }
  return changes;
}

/** The number of an account or group, undefined while there is none of that name */
export function numberOf(name: string, numbers: Record<string, number>): number | undefined {
  return /^[0-9]+$/.test(name) ? Number(name) : numbers[name];
}

function nameOf(number: number | string, numbers: Record<string, number>): string {
  return Object.entries(numbers).find(([, other]) => other === number)?.[0] ?? String(number);
}

function octal(mode: number): string {
  return `0${mode.toString(8).padStart(3, "0")}`;
}
