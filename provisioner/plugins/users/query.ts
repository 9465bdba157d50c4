import type { Host } from "../../host/host.ts";
import { type GroupEntry, type PasswdEntry, parseGroup, parsePasswd, parseShadow } from "../account-files.ts";
import { readKeyFiles } from "./key-files.ts";
import { homeOfKeys, homeToBe, sudoersFolder, sudoersPath, sudoRuleIn } from "./paths.ts";
import type { UsersSection } from "./schema.ts";

/** What the machine knows of an account that the document names, or that may have been made for a person */
export interface NamedAccount {
  /** Whether the hash is the document's; the hash itself never leaves query */
  passwordHolds: boolean;
  /** Whether there is something at the home that the account has now */
  homeExists: boolean;
  /** The same for the home that it is to have */
  newHomeExists: boolean;
  keys?: KeyFile;
  sudo?: SudoersFile;
}

/** A sudoers file of ours */
export interface SudoersFile {
  content: string;
  mode: number;
}

/** A key file: whether it is the account's own, and whether folder and file have the modes that sshd asks for */
export interface KeyFile {
  content: string;
  own: boolean;
  safe: boolean;
}

/** All accounts and groups of the machine, and more of some accounts */
export interface CurrentUsers {
  accounts: PasswdEntry[];
  groups: GroupEntry[];
  named: Record<string, NamedAccount>;
  /** Rules of their own, by name */
  sudoRules: Record<string, SudoersFile>;
}

/** Reads the account files themselves; nothing is asked of the network's name services */
export async function queryUsers(host: Host, section: UsersSection): Promise<CurrentUsers> {
  const accounts = parsePasswd((await host.files.read("/etc/passwd")) ?? "");
  const groups = parseGroup((await host.files.read("/etc/group")) ?? "");
  const hashes = parseShadow((await host.files.read("/etc/shadow")) ?? "");
  const named: Record<string, NamedAccount> = {};
  const ordinary = accounts.filter(isOrdinary).map(({ name }) => name);
  for (const name of new Set([...Object.keys(section.accounts ?? {}), ...ordinary])) {
    const desired = section.accounts?.[name] ?? {};
    const entry = accounts.find(account => account.name === name);
    const newHome = homeToBe(name, desired, entry);
    named[name] = {
      passwordHolds: desired.password_hash !== undefined && desired.password_hash === hashes.get(name),
      homeExists: entry !== undefined && (await host.files.facts(entry.home)) !== undefined,
      newHomeExists: (await host.files.facts(newHome)) !== undefined,
      ...(await readKeys(host, entry, homeOfKeys(name, desired, entry))),
      ...(await readAccountSudo(host, name)),
    };
  }
  return { accounts, groups, named, sudoRules: await readSudoRules(host) };
}

/** Made by useradd without --system: UID_MIN and UID_MAX of Debian's login.defs */
export function isOrdinary({ uid }: Pick<PasswdEntry, "uid">): boolean {
  return uid >= 1000 && uid <= 60000;
}

async function readKeys(
  host: Host,
  entry: PasswdEntry | undefined,
  home: string,
): Promise<Pick<NamedAccount, "keys">> {
  const found = await readKeyFiles(host, home);
  if (found === "a link") return { keys: { content: "", own: false, safe: false } };
  if (!found?.file) return {};
  const { folder, file, content } = found;
  const own = [file, folder].every(facts => facts.uid === entry?.uid && facts.gid === entry?.gid);
  const safe = own && file.kind === "file" && file.mode === 0o600 && folder.mode === 0o700;
  return { keys: { content, own, safe } };
}

async function readAccountSudo(host: Host, name: string): Promise<Pick<NamedAccount, "sudo">> {
  const sudo = await readSudoers(host, sudoersPath(name));
  return sudo ? { sudo } : {};
}

async function readSudoRules(host: Host): Promise<Record<string, SudoersFile>> {
  const rules: Record<string, SudoersFile> = {};
  for (const fileName of await host.files.list(sudoersFolder)) {
    const name = sudoRuleIn(fileName);
    const file = name === undefined ? undefined : await readSudoers(host, `${sudoersFolder}/${fileName}`);
    if (name !== undefined && file) rules[name] = file;
  }
  return rules;
}

async function readSudoers(host: Host, path: string): Promise<SudoersFile | undefined> {
  const content = await host.files.read(path);
  const mode = (await host.files.facts(path))?.mode;
  return content === undefined || mode === undefined ? undefined : { content, mode };
}
