import type { UsersOperation } from "./operation.ts";
import { homeOfKeys, homeToBe, sudoersPath, sudoRuleIn } from "./paths.ts";
import { type CurrentUsers, isOrdinary } from "./query.ts";
import type { UsersSection } from "./schema.ts";

/** Debian's account files as a model, for tests: what shadow-utils would have done to them */
export interface ModelledMachine {
  accounts: CurrentUsers["accounts"];
  groups: CurrentUsers["groups"];
  hashes: Record<string, string>;
  folders: string[];
  /** By home */
  keys: Record<string, { content: string; owner: string }>;
  /** By path */
  sudo: Record<string, string>;
}

/** A machine with Debian's own root and sudo and nothing else */
export function plainMachine(): ModelledMachine {
  return {
    accounts: [{ name: "root", uid: 0, gid: 0, comment: "root", home: "/root", shell: "/bin/bash" }],
    groups: [
      { name: "root", gid: 0, members: [] },
      { name: "sudo", gid: 27, members: [] },
    ],
    hashes: {},
    folders: ["/root"],
    keys: {},
    sudo: {},
  };
}

/** What query would read on that machine for a section */
export function currentOf(machine: ModelledMachine, section: UsersSection): CurrentUsers {
  const ordinary = machine.accounts.filter(isOrdinary).map(({ name }) => name);
  const names = [...new Set([...Object.keys(section.accounts ?? {}), ...ordinary])];
  const named = names.map(name => {
    const desired = section.accounts?.[name] ?? {};
    const hash = desired.password_hash;
    const entry = machine.accounts.find(account => account.name === name);
    const newHome = homeToBe(name, desired, entry);
    const keys = machine.keys[homeOfKeys(name, desired, entry)];
    const own = keys?.owner === name;
    const sudo = machine.sudo[sudoersPath(name)];
    return [
      name,
      {
        passwordHolds: hash !== undefined && machine.hashes[name] === hash,
        homeExists: entry !== undefined && machine.folders.includes(entry.home),
        newHomeExists: machine.folders.includes(newHome),
        ...(keys && { keys: { content: keys.content, own, safe: own } }),
        ...(sudo !== undefined && { sudo: { content: sudo, mode: 0o440 } }),
      },
    ] as const;
  });
  const sudoRules = Object.entries(machine.sudo).flatMap(([path, content]) => {
    const rule = sudoRuleIn(path.slice(path.lastIndexOf("/") + 1));
    return rule === undefined ? [] : [[rule, { content, mode: 0o440 }] as const];
  });
  return {
    accounts: machine.accounts,
    groups: machine.groups,
    named: Object.fromEntries(named),
    sudoRules: Object.fromEntries(sudoRules),
  };
}

/** The machine once these operations are done; throws where a tool would have failed */
export function machineAfter(
  machine: ModelledMachine,
  operations: readonly UsersOperation[],
): ModelledMachine {
  const next = structuredClone(machine);
  for (const operation of operations) perform(next, operation);
  return next;
}

function perform(machine: ModelledMachine, operation: UsersOperation): void {
  switch (operation.do) {
    case "create group":
      addGroup(machine, operation.name, operation.gid);
      return;
    case "change group": {
      const group = groupOf(machine, operation.name);
      for (const account of machine.accounts) if (account.gid === group.gid) account.gid = operation.gid;
      group.gid = operation.gid;
      return;
    }
    case "delete group": {
      const { gid } = groupOf(machine, operation.name);
      if (machine.accounts.some(account => account.gid === gid)) throw new Error("groupdel: primary group");
      machine.groups = machine.groups.filter(group => group.name !== operation.name);
      return;
    }
    case "create account": {
      const { name, home, shell, comment = "", makeHome, group } = operation;
      if (machine.accounts.some(account => account.name === name)) throw new Error("useradd: exists");
      const uid = operation.uid ?? freeNumber(machine.accounts.map(account => account.uid));
      if (machine.accounts.some(account => account.uid === uid)) throw new Error("useradd: uid not unique");
      const gid = group === undefined ? addGroup(machine, name) : groupOf(machine, group).gid;
      machine.accounts.push({ name, uid, gid, comment, home, shell });
      if (makeHome) machine.folders.push(home);
      return;
    }
    case "change account": {
      const { do: _, name, ...fields } = operation;
      Object.assign(accountOf(machine, name), fields);
      return;
    }
    case "delete account": {
      const { name, removeHome, keepGroup } = operation;
      const { home, gid } = accountOf(machine, name);
      if (removeHome) machine.folders = machine.folders.filter(folder => folder !== home);
      if (removeHome) delete machine.keys[home];
      machine.accounts = machine.accounts.filter(account => account.name !== name);
      for (const group of machine.groups) group.members = group.members.filter(member => member !== name);
      const shared = machine.accounts.some(account => account.gid === gid);
      machine.groups = machine.groups.filter(
        group =>
          group.name !== name ||
          group.gid !== gid ||
          shared ||
          group.members.length > 0 ||
          keepGroup !== undefined,
      );
      return;
    }
    case "set password":
      machine.hashes[accountOf(machine, operation.name).name] = operation.hash;
      return;
    case "make home":
      machine.folders.push(accountOf(machine, operation.name).home);
      return;
    case "join group":
      groupOf(machine, operation.group).members.push(accountOf(machine, operation.name).name);
      return;
    case "leave group": {
      const group = groupOf(machine, operation.group);
      group.members = group.members.filter(member => member !== operation.name);
      return;
    }
    case "write keys":
      if (!machine.folders.includes(operation.home)) throw new Error("no home");
      machine.keys[operation.home] = { content: operation.content, owner: operation.name };
      return;
    case "remove keys":
      delete machine.keys[operation.home];
      return;
    case "write sudo rule":
      machine.sudo[operation.path] = operation.content;
      return;
    case "remove file":
      delete machine.sudo[operation.path];
  }
}

function addGroup(machine: ModelledMachine, name: string, wanted?: number): number {
  const gid = wanted ?? freeNumber(machine.groups.map(group => group.gid));
  if (machine.groups.some(group => group.name === name || group.gid === gid))
    throw new Error("groupadd: exists");
  machine.groups.push({ name, gid, members: [] });
  return gid;
}

function groupOf(machine: ModelledMachine, name: string): ModelledMachine["groups"][number] {
  const group = machine.groups.find(entry => entry.name === name);
  if (!group) throw new Error(`no group ${name}`);
  return group;
}

function accountOf(machine: ModelledMachine, name: string): ModelledMachine["accounts"][number] {
  const account = machine.accounts.find(entry => entry.name === name);
  if (!account) throw new Error(`no account ${name}`);
  return account;
}

function freeNumber(taken: readonly number[]): number {
  return Math.max(999, ...taken) + 1;
}
