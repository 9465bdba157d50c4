import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { readGroups } from "./account-on-machine.ts";

/** Makes an account a member of a group that the document, Debian or a package brought */
export async function joinGroup(host: Host, name: string, group: string): Promise<void> {
  if ((await readGroups(host)).some(entry => entry.name === group)) {
    await host.run("gpasswd", ["--add", name, group]);
    return;
  }
  throw new Failure({
    kind: "machine",
    tried: `cannot add account ${name} to group ${group}`,
    found: "no such group on this machine",
    needs: "a group that the document or an installed package brings",
    fix: `put ${group} into plugins.users.groups, or the package that makes it into plugins.packagekit`,
  });
}
