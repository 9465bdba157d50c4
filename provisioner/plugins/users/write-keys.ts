import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { accountOnMachine } from "./account-on-machine.ts";
import { authorizedKeysPath } from "./paths.ts";

/** Writes a key file as sshd wants it: folder 0700, file 0600, both the account's own */
export async function writeKeys(host: Host, name: string, home: string, content: string): Promise<void> {
  const { uid, gid } = await accountOnMachine(host, name);
  const path = authorizedKeysPath(home);
  const folder = path.slice(0, path.lastIndexOf("/"));
  await refuseLink(host, folder);
  await refuseLink(host, path);
  if (!(await host.files.facts(home))) throw noHome(name, home);
  await host.files.makeDirectory(folder, { mode: 0o700, uid, gid });
  await host.files.write(path, content, { mode: 0o600, uid, gid });
}

/** The account owns its home and could point these names anywhere; root must not follow */
async function refuseLink(host: Host, path: string): Promise<void> {
  const facts = await host.files.facts(path);
  if (facts?.kind !== "symlink") return;
  throw new Failure({
    kind: "machine",
    tried: `cannot write keys to ${path}`,
    found: `a symbolic link to ${await host.files.readLink(path)}`,
    needs: "a folder and a file of the account's own",
    fix: `rm ${path}, then apply again`,
  });
}

function noHome(name: string, home: string): Failure {
  return new Failure({
    kind: "machine",
    tried: `cannot write the keys of account ${name}`,
    found: `no directory ${home}`,
    needs: "a home directory",
    fix: `say plugins.users.accounts.${name}.home`,
  });
}
