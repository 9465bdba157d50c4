import type { JsonObject } from "../../provisioner/host/json.ts";
import { isJsonObject, objectAt } from "../document.ts";
import type { Question } from "../questions.ts";
import { literally, matches } from "./question-kinds.ts";

/** The packet filter that the kernel has loaded, read with nft */
export function firewallFacts(document: JsonObject): Question[] {
  const section = objectAt(objectAt(document, "plugins"), "firewall");
  const rules = Array.isArray(section["rules"]) ? section["rules"] : [];
  const policies = Object.entries(objectAt(section, "default_policy"));
  return [
    ...policies.flatMap(([chain, policy]) => (typeof policy === "string" ? [policyFact(chain, policy)] : [])),
    ...rules.flatMap(rule => (isJsonObject(rule) ? ruleFacts(rule) : [])),
  ];
}

const table = "nft list table inet groundstate";

function policyFact(chain: string, policy: string): Question {
  const line = new RegExp(`hook ${literally(chain)} [^\\n]*policy ${literally(policy)};`);
  return matches(`firewall: ${chain} policy`, table, line, `policy ${policy}`);
}

function ruleFacts({ port, ports, proto, action, comment }: JsonObject): Question[] {
  const all = [port, ...(Array.isArray(ports) ? ports : [])];
  return all.flatMap(one => {
    if (typeof one !== "number" && typeof one !== "string") return [];
    const verdict = typeof action === "string" ? action : "accept";
    const line = new RegExp(
      `${literally(String(proto ?? "tcp"))} dport [^\\n]*\\b${literally(String(one))}\\b[^\\n]* ${literally(verdict)}\\b`,
    );
    return [
      matches(
        `firewall: port ${one} ${String(comment ?? "")}`.trim(),
        table,
        line,
        `dport ${one} … ${verdict}`,
      ),
    ];
  });
}
