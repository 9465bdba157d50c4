import type { Json, JsonObject } from "../../provisioner/host/json.ts";
import { accountsOf, isJsonObject, objectAt } from "../document.ts";
import type { Question } from "../questions.ts";
import { answers, includes, matches, shellWord } from "./question-kinds.ts";

/** Accounts and groups, read with getent, id and passwd */
export function userFacts(document: JsonObject): Question[] {
  const groups = objectAt(objectAt(objectAt(document, "plugins"), "users"), "groups");
  return [
    ...Object.entries(accountsOf(document)).flatMap(([name, account]) => accountFacts(name, account)),
    ...Object.entries(groups).flatMap(([name, group]) => groupFacts(name, group)),
  ];
}

function accountFacts(name: string, account: JsonObject): Question[] {
  if (account["state"] === "absent") return [gone("passwd", name)];
  const { uid, shell, home, groups, ssh_authorized_keys: keys, sudo } = account;
  const passwd = `getent passwd ${shellWord(name)}`;
  return [
    matches(`account ${name}`, passwd, /./, "an entry"),
    ...(typeof uid === "number"
      ? [answers(`account ${name}: uid`, `${passwd} | cut -d: -f3`, String(uid))]
      : []),
    ...(typeof shell === "string"
      ? [answers(`account ${name}: shell`, `${passwd} | cut -d: -f7`, shell)]
      : []),
    ...(typeof home === "string" ? [answers(`account ${name}: home`, `${passwd} | cut -d: -f6`, home)] : []),
    ...(Array.isArray(groups)
      ? [includes(`account ${name}: groups`, `id -nG ${shellWord(name)}`, groups.map(String))]
      : []),
    ...(Array.isArray(keys) ? keyFacts(name, keys) : []),
    ...(sudo === "nopasswd"
      ? [answers(`account ${name}: sudo`, `runuser -u ${shellWord(name)} -- sudo -n id -un`, "root")]
      : []),
  ];
}

function keyFacts(name: string, keys: readonly Json[]): Question[] {
  const file = `"$(getent passwd ${shellWord(name)} | cut -d: -f6)/.ssh/authorized_keys"`;
  return [
    ...keys.map((key, index) =>
      answers(`account ${name}: ssh key ${index + 1}`, `grep -cxF -e ${shellWord(String(key))} ${file}`, "1"),
    ),
    answers(`account ${name}: nobody else reads the keys`, `stat -c '%U %a' ${file}`, `${name} 600`),
  ];
}

function groupFacts(name: string, group: Json | undefined): Question[] {
  if (!isJsonObject(group)) return [];
  if (group["state"] === "absent") return [gone("group", name)];
  const { gid } = group;
  const entry = `getent group ${shellWord(name)}`;
  return typeof gid === "number"
    ? [answers(`group ${name}: gid`, `${entry} | cut -d: -f3`, String(gid))]
    : [matches(`group ${name}`, entry, /./, "an entry")];
}

function gone(database: string, name: string): Question {
  return answers(
    `${name} is gone from ${database}`,
    `getent ${database} ${shellWord(name)} >/dev/null || echo gone`,
    "gone",
  );
}
