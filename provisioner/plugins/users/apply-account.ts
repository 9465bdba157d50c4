import type { Report } from "../../contract/plugin.ts";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { accountOnMachine, readGroups } from "./account-on-machine.ts";
import type { NewAccount, UsersOperation } from "./operation.ts";

/** Makes an account with a private group, unless it is given one, and a home from /etc/skel */
export async function createAccount(host: Host, account: NewAccount, report: Report): Promise<void> {
  const homeBefore = account.makeHome ? await host.files.facts(account.home) : undefined;
  await host.run("useradd", [
    ...(account.uid === undefined ? [] : ["--uid", String(account.uid)]),
    ...(account.group === undefined ? ["--user-group"] : ["--gid", account.group, "--no-user-group"]),
    ...(account.comment === undefined ? [] : ["--comment", account.comment]),
    ...(account.system ? ["--system"] : []),
    ...["--home-dir", account.home, account.makeHome ? "--create-home" : "--no-create-home"],
    ...["--shell", account.shell],
    // no password will ever match "*"; useradd's own "!" would also keep keys out where sshd does without PAM
    ...["--password", "*"],
    account.name,
  ]);
  await warnOfShell(host, account, report);
  if (!homeBefore) return;
  const { uid } = await accountOnMachine(host, account.name);
  if (homeBefore.uid !== uid)
    report(
      `${account.home} was there before and belongs to uid ${homeBefore.uid}, not to ${account.name} (${uid}); sshd refuses keys in a home of another account, see chown(1)`,
    );
}

/** Says so when an account gets a shell that no package brought: it cannot log in */
export async function warnOfShell(
  host: Host,
  { name, shell }: { name: string; shell?: string },
  report: Report,
): Promise<void> {
  if (shell === undefined || (await host.files.facts(shell))) return;
  report(`${name} cannot log in before a package brings its shell ${shell}`);
}

/** Gives an account that has none a home like a new one's */
export async function makeHome(host: Host, name: string): Promise<void> {
  const { home, uid, gid } = await accountOnMachine(host, name);
  await host.files.makeDirectory(home, { mode: 0o700 });
  if (await host.files.facts("/etc/skel"))
    await host.run("cp", ["--recursive", "--no-target-directory", "/etc/skel", home]);
  await host.run("chown", ["--recursive", "--no-dereference", `${uid}:${gid}`, home]);
  await host.files.setAttributes(home, { mode: 0o700 });
}

/** Deletes an account; userdel itself knows when somebody still works under it */
export async function deleteAccount(host: Host, { name, removeHome, keepGroup }: Removal): Promise<void> {
  const { exit, stderr } = await host.run("userdel", [...(removeHome ? ["--remove"] : []), name], {
    allowedExits: [0, inUse, noHome],
  });
  if (exit === inUse) throw stillInUse(name, stderr.trim());
  if (keepGroup !== undefined && !(await readGroups(host)).some(group => group.name === name))
    await host.run("groupadd", ["--gid", String(keepGroup), name]);
}

type Removal = Extract<UsersOperation, { do: "delete account" }>;

function stillInUse(name: string, found: string): Failure {
  return new Failure({
    kind: "machine",
    tried: `cannot delete account ${name}`,
    found,
    needs: "no process that runs under the account",
    fix: `loginctl terminate-user ${name}, then apply again`,
  });
}

/** Exit statuses from userdel(8) */
const inUse = 8;
const noHome = 12;
