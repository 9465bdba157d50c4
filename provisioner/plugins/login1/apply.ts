import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { numberOf } from "./account.ts";
import { reloadLogind, setLinger } from "./logind.ts";
import type { Login1Operation } from "./operation.ts";
import { lingerPath, policyPath } from "./paths.ts";

/** Executes one operation: through logind where it runs, else on the files that it will read */
export async function applyLogin1(host: Host, operation: Login1Operation): Promise<void> {
  switch (operation.do) {
    case "linger":
      return setLingering(host, operation);
    case "write policy":
      return host.files.write(policyPath, operation.content, { mode: 0o644, uid: 0, gid: 0 });
    case "remove policy":
      return host.files.remove(policyPath);
    case "reload":
      return reloadLogind(host);
  }
}

async function setLingering(host: Host, { name, on }: { name: string; on: boolean }): Promise<void> {
  const uid = await numberOf(host, name);
  if (uid === undefined && on) throw noAccount(name);
  if (uid !== undefined && host.stage === "live") return setLinger(host, uid, on);
  if (on) return host.files.write(lingerPath(name), "", { mode: 0o644, uid: 0, gid: 0 });
  return host.files.remove(lingerPath(name));
}

function noAccount(name: string): Failure {
  return new Failure({
    kind: "machine",
    tried: `cannot let ${name} linger`,
    found: "no account of that name on this machine",
    needs: "the account, or the package that makes it",
    fix: `put ${name} into plugins.users.accounts`,
  });
}
