import type { Json, JsonObject } from "../../provisioner/host/json.ts";
import { isJsonObject, objectAt } from "../document.ts";
import type { Question } from "../questions.ts";
import { answers, literally, matches, shellWord } from "./question-kinds.ts";

/** Interfaces, read with networkctl and ip */
export function networkFacts(document: JsonObject): Question[] {
  const plugins = objectAt(document, "plugins");
  return ["net", "network"].flatMap(name => sectionFacts(objectAt(plugins, name)["interfaces"]));
}

function sectionFacts(interfaces: Json | undefined): Question[] {
  if (Array.isArray(interfaces)) {
    return interfaces.flatMap(entry =>
      isJsonObject(entry) && typeof entry["name"] === "string" ? interfaceFacts(entry["name"], entry) : [],
    );
  }
  if (!isJsonObject(interfaces)) return [];
  return Object.entries(interfaces).flatMap(([name, entry]) =>
    isJsonObject(entry) ? interfaceFacts(name, entry) : [],
  );
}

function interfaceFacts(name: string, entry: JsonObject): Question[] {
  const { type, address, gateway, dhcp } = entry;
  const ports = entry["bridge_ports"] ?? entry["ports"];
  const show = `ip -o addr show dev ${shellWord(name)}`;
  return [
    matches(
      `${name} is configured`,
      `networkctl --no-pager status ${shellWord(name)}`,
      /State: \S+ \(configured\)/,
      "(configured)",
    ),
    ...(type === "bridge"
      ? [
          answers(
            `${name} is a bridge`,
            `test -d /sys/class/net/${shellWord(name)}/bridge && echo yes`,
            "yes",
          ),
        ]
      : []),
    ...(typeof address === "string" && address.includes("/")
      ? [matches(`${name}: address`, show, new RegExp(`inet6? ${literally(address)} `), address)]
      : []),
    ...(typeof gateway === "string"
      ? [
          matches(
            `${name}: gateway`,
            "ip route show default",
            new RegExp(`via ${literally(gateway)} dev ${literally(name)}\\b`),
            gateway,
          ),
        ]
      : []),
    ...(Array.isArray(ports) ? ports.map(port => portFact(name, String(port))) : []),
    ...(dhcp === true
      ? [matches(`${name}: address by DHCP`, show, /inet \S+ .*dynamic/, "a leased address")]
      : []),
  ];
}

// a port may be named by a pattern: en*
function portFact(bridge: string, port: string): Question {
  const name = new RegExp(`^${port.split("*").map(literally).join("\\S*")}$`, "m");
  return matches(`${bridge}: port ${port}`, `ls /sys/class/net/${shellWord(bridge)}/brif`, name, port);
}
