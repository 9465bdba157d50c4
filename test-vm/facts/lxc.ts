import type { JsonObject } from "../../provisioner/host/json.ts";
import { isJsonObject, objectAt } from "../document.ts";
import type { Question } from "../questions.ts";
import { answers, includes, literally, matches, shellWord } from "./question-kinds.ts";

/** Containers, read with lxc-ls, lxc-info and lxc-attach */
export function containerFacts(document: JsonObject): Question[] {
  const containers = objectAt(objectAt(objectAt(document, "plugins"), "lxc"), "containers");
  return Object.entries(containers).flatMap(([name, entry]) =>
    isJsonObject(entry) ? facts(name, entry) : [],
  );
}

function facts(name: string, entry: JsonObject): Question[] {
  const network = objectAt(objectAt(entry, "config"), "network");
  const { ip } = network;
  const inside = `lxc-attach -n ${shellWord(name)} --`;
  return [
    includes(`container ${name}`, "lxc-ls -1", [name]),
    answers(
      `container ${name} is a btrfs subvolume`,
      `btrfs subvolume show /var/lib/lxc/${name}/rootfs >/dev/null && echo yes`,
      "yes",
    ),
    ...(entry["state"] === "started" || entry["state"] === "running"
      ? [
          answers(`container ${name} runs`, `lxc-info -n ${shellWord(name)} -sH`, "RUNNING"),
          matches(
            `container ${name} is Debian`,
            `${inside} cat /etc/os-release`,
            /^ID=debian$/m,
            "ID=debian",
          ),
        ]
      : []),
    ...(entry["autostart"] === true
      ? [
          includes(`container ${name} starts by itself`, "lxc-ls -1 --fancy --fancy-format NAME,AUTOSTART", [
            name,
            "1",
          ]),
        ]
      : []),
    ...(typeof ip === "string"
      ? [
          matches(
            `container ${name}: address`,
            `${inside} ip -o addr`,
            new RegExp(`inet6? ${literally(ip)} `),
            ip,
          ),
        ]
      : []),
  ];
}
