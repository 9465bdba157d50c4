import { describeError, Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { resolveUnit } from "../../host/units/unit-files.ts";
import { unitName } from "../../host/units/unit-name.ts";
import { parseGroup, parsePasswd } from "../account-files.ts";
import { compareTexts, type TextComparison } from "./compare.ts";
import { type Facts, readFacts } from "./facts.ts";
import { type Found, look } from "./held-path.ts";
import { type Readers, readMade } from "./made.ts";
import type { ConfigFile, ConfigSection } from "./schema.ts";
import { type Origin, originOf } from "./text.ts";

/** What lies at a path; its bytes never leave query */
export type FoundFile = Pick<Found, "kind" | "mode" | "uid" | "gid" | "link">;

/** A file that the document names */
export interface CurrentFile {
  found?: FoundFile;
  /** The text that the document wants beside the one that is there; absent when its content is left alone */
  text?: TextComparison;
  /** Why nothing can be done at this path */
  trouble?: string;
}

/** As much of the machine as the document speaks of */
export interface CurrentConfig {
  files: Record<string, CurrentFile>;
  /** Files that an earlier document made and this one no longer names, and who reads them */
  former: Record<string, Readers>;
  facts: Facts;
  accounts: Record<string, number>;
  groups: Record<string, number>;
  /** Units that read files, as the machine calls those that it knows: Debian's sshd is ssh.service */
  units: Record<string, string>;
}

/** Reads the files that the document names, and compares them with what it wants: texts may hold secrets, answers do not */
export async function queryConfig(host: Host, section: ConfigSection): Promise<CurrentConfig> {
  const named = section.files ?? {};
  const facts = await readFacts(host, section.variables);
  const files: Record<string, CurrentFile> = {};
  for (const [path, file] of Object.entries(named))
    files[path] = await queryFile(host, path, file, originOf(file, section, facts));
  const former: Record<string, Readers> = {};
  for (const [path, { sha256: _, ...readers }] of Object.entries(await readMade(host)))
    if (!Object.hasOwn(named, path)) former[path] = readers;
  const accounts = parsePasswd((await host.files.read("/etc/passwd")) ?? "");
  const groups = parseGroup((await host.files.read("/etc/group")) ?? "");
  return {
    files,
    former,
    facts,
    accounts: Object.fromEntries(accounts.map(({ name, uid }) => [name, uid])),
    groups: Object.fromEntries(groups.map(({ name, gid }) => [name, gid])),
    units: await readUnits(host, [...Object.values(named), ...Object.values(former)]),
  };
}

async function readUnits(host: Host, files: readonly Readers[]): Promise<Record<string, string>> {
  const names = files.flatMap(({ reload = [], restart = [] }) => [...reload, ...restart]);
  const units: Record<string, string> = {};
  for (const name of new Set(names))
    units[name] = (await resolveUnit(host.files, unitName(name))) ?? unitName(name);
  return units;
}

async function queryFile(
  host: Host,
  path: string,
  file: ConfigFile,
  origin: Origin | undefined,
): Promise<CurrentFile> {
  try {
    const found = await look(host, path);
    const text = await compareTexts(host, file, origin, found?.bytes);
    return { ...(found && { found: told(found) }), ...(text && { text }) };
  } catch (error) {
    if (error instanceof Failure) return { trouble: describeError(error) };
    throw error;
  }
}

function told({ kind, mode, uid, gid, link }: Found): FoundFile {
  return { kind, mode, uid, gid, ...(link !== undefined && { link }) };
}
