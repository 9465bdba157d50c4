import type { Report } from "../../contract/plugin.ts";
import type { Host } from "../../host/host.ts";
import { accountOnMachine } from "./account-on-machine.ts";
import { createAccount, deleteAccount, makeHome, warnOfShell } from "./apply-account.ts";
import { joinGroup } from "./apply-membership.ts";
import { removeKeys, writeKeyFile } from "./key-files.ts";
import type { AccountChange, UsersOperation } from "./operation.ts";
import { writeSudoRule } from "./write-sudo-rule.ts";

/** Executes one operation with the tools of Debian's package passwd, in the chroot as on a running machine */
export async function applyUsers(host: Host, operation: UsersOperation, report: Report): Promise<void> {
  switch (operation.do) {
    case "create group":
      await host.run("groupadd", [
        ...(operation.system ? ["--system"] : []),
        ...(operation.gid === undefined ? [] : ["--gid", String(operation.gid)]),
        operation.name,
      ]);
      return;
    case "change group":
      await host.run("groupmod", ["--gid", String(operation.gid), operation.name]);
      return;
    case "delete group":
      await host.run("groupdel", [operation.name]);
      return;
    case "create account":
      return createAccount(host, operation, report);
    case "change account":
      await host.run("usermod", changeArguments(operation));
      return warnOfShell(host, operation, report);
    case "delete account":
      return deleteAccount(host, operation);
    case "set password":
      // on standard input: arguments are there for every user of the machine to see in ps
      await host.run("chpasswd", ["--encrypted"], { input: `${operation.name}:${operation.hash}\n` });
      return;
    case "make home":
      return makeHome(host, operation.name);
    case "join group":
      return joinGroup(host, operation.name, operation.group);
    case "leave group":
      await host.run("gpasswd", ["--delete", operation.name, operation.group]);
      return;
    case "write keys": {
      const { uid, gid } = await accountOnMachine(host, operation.name);
      return writeKeyFile(host, operation.home, { uid, gid, content: operation.content });
    }
    case "remove keys":
      return removeKeys(host, operation.home);
    case "write sudo rule":
      return writeSudoRule(host, operation, report);
    case "remove file":
      return host.files.remove(operation.path);
  }
}

function changeArguments({ name, uid, gid, home, shell, comment }: AccountChange): string[] {
  return [
    ...(uid === undefined ? [] : ["--uid", String(uid)]),
    ...(gid === undefined ? [] : ["--gid", String(gid)]),
    ...(home === undefined ? [] : ["--home", home]),
    ...(shell === undefined ? [] : ["--shell", shell]),
    ...(comment === undefined ? [] : ["--comment", comment]),
    name,
  ];
}
