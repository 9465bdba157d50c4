import { type Static, Type } from "@sinclair/typebox";
import type { Action } from "../../contract/action.ts";
import { readSaved } from "../../contract/saved.ts";
import { undoAll } from "../../contract/undo-all.ts";
import type { Host } from "../../host/host.ts";
import type { Json } from "../../host/json.ts";
import { numberOf } from "./account.ts";
import { logindRuns, reloadLogind, setLinger, terminateUser } from "./logind.ts";
import type { Login1Operation } from "./operation.ts";
import { lingerPath } from "./paths.ts";
import type { Login1Section } from "./schema.ts";

const Saved = Type.Object({
  policy: Type.Boolean(),
  users: Type.Array(Type.Object({ name: Type.String(), lingered: Type.Boolean() })),
});
type Saved = Static<typeof Saved>;

/** Notes whose lingering and whether logind's settings are about to change; the files themselves are the manager's */
export async function checkpointLogin1(
  host: Host,
  _section: Login1Section,
  actions: readonly Action<Login1Operation>[],
): Promise<Json> {
  const operations = actions.flatMap(action => action.operations);
  const names = operations.flatMap(operation => (operation.do === "linger" ? [operation.name] : []));
  const users = await Promise.all(
    names.map(async name => ({
      name,
      lingered: (await host.files.facts(lingerPath(name))) !== undefined,
    })),
  );
  const saved: Saved = { policy: operations.some(operation => operation.do === "reload"), users };
  return saved;
}

/** The files are back: logind reads its settings again, and ends what lingers only by this transaction */
export async function rollbackLogin1(host: Host, saved: Json): Promise<void> {
  const { policy, users } = readSaved(Saved, saved, "login1");
  if (!(await logindRuns(host))) return;
  const ended = users.filter(({ lingered }) => !lingered);
  await undoAll(
    [
      ...ended.map(({ name }) => ({ what: `lingering of ${name}`, undo: () => endLingering(host, name) })),
      ...(policy ? [{ what: "reload systemd-logind.service", undo: () => reloadLogind(host) }] : []),
    ],
    notAsBefore,
  );
}

/** Accounts are back by now: the services of those that lingered run again */
export async function resumeLogin1(host: Host, saved: Json): Promise<void> {
  const users = readSaved(Saved, saved, "login1").users.filter(({ lingered }) => lingered);
  if (users.length === 0 || !(await logindRuns(host))) return;
  const again = async (name: string): Promise<void> => {
    const uid = await numberOf(host, name);
    if (uid !== undefined) await setLinger(host, uid, true);
  };
  await undoAll(
    users.map(({ name }) => ({ what: `lingering of ${name}`, undo: () => again(name) })),
    notAsBefore,
  );
}

/** An account that this transaction made is gone from the files, and logind ends by name only what has an account */
async function endLingering(host: Host, name: string): Promise<void> {
  const uid = await numberOf(host, name);
  if (uid === undefined) await terminateUser(host, name);
  else await setLinger(host, uid, false);
}

const notAsBefore = {
  tried: "cannot bring systemd-logind back to what it was",
  fix: "see loginctl user-status and journalctl --unit systemd-logind",
};
