import { isObject } from "../../host/json.ts";
import type { StateDocument } from "../../state/document.ts";
import type { Problem } from "../../state/problem.ts";
import { familyOfSource, portsOf } from "./render.ts";
import type { FirewallSection, Rule } from "./schema.ts";

/** What a schema cannot say: ports of a protocol without ports, ranges upside down, a firewall that locks out */
export function checkFirewall(section: FirewallSection, document: StateDocument): Problem[] {
  const rules = section.rules ?? [];
  return [...rules.flatMap(checkRule), ...checkLockout(section, document)];
}

function checkRule(rule: Rule, index: number): Problem[] {
  const at = (key: string): string => `/rules/${index}/${key}`;
  const problems: Problem[] = [];
  const ports = portsOf(rule);
  if (ports.length > 0 && (rule.proto === "icmp" || rule.proto === "icmpv6")) {
    problems.push({
      stage: "plan",
      pointer: at("proto"),
      found: `${rule.proto} together with a port`,
      needs: "tcp or udp, or no port",
      fix: "take the port out, or set proto to tcp or udp",
    });
  }
  for (const port of ports.filter(port => !isPortOrRange(port))) {
    problems.push({
      stage: "plan",
      pointer: at(rule.port === undefined ? "ports" : "port"),
      found: port,
      needs: "ports from 1 to 65535, the lower end of a range first",
      fix: 'write a port such as 22, or a range such as "8000-8010"',
    });
  }
  for (const source of rule.source === undefined ? [] : [rule.source].flat()) {
    if (familyOfSource(source)) continue;
    problems.push({
      stage: "plan",
      pointer: at("source"),
      found: source,
      needs: "an IPv4 or IPv6 address, or a network with its prefix length",
      fix: 'write it as "192.168.1.0/24" or "fd00::/8"',
    });
  }
  return problems;
}

function isPortOrRange(text: string): boolean {
  const [low = 0, high = low] = text.split("-").map(Number);
  return low >= 1 && low <= high && high <= 65535 && !(text.includes("-") && low === high);
}

function checkLockout(section: FirewallSection, document: StateDocument): Problem[] {
  if (section.default_policy?.input !== "drop" || !wantsSsh(document)) return [];
  if ((section.rules ?? []).some(admitsSsh)) return [];
  return [
    {
      stage: "plan",
      pointer: "/default_policy/input",
      found: "drop, and no rule that accepts ssh, while the document lets people in by ssh",
      needs: "a rule that accepts port 22, or nobody can reach this machine any more",
      fix: 'add {"port": 22, "proto": "tcp", "action": "accept", "comment": "SSH"} to plugins.firewall.rules',
    },
  ];
}

function admitsSsh(rule: Rule): boolean {
  if (rule.action !== "accept" || (rule.direction ?? "input") !== "input") return false;
  const ports = portsOf(rule);
  if (ports.length === 0) return rule.proto === undefined || rule.proto === "tcp";
  return (rule.proto ?? "tcp") === "tcp" && ports.some(holdsSsh);
}

function holdsSsh(port: string): boolean {
  const [low = 0, high = low] = port.split("-").map(Number);
  return low <= 22 && 22 <= high;
}

/** Somebody has a key to come in with, or the ssh service is asked for */
function wantsSsh({ plugins }: StateDocument): boolean {
  const { users, systemd } = plugins;
  const accounts = isObject(users) && isObject(users["accounts"]) ? Object.values(users["accounts"]) : [];
  const withKey = accounts.some(account => isObject(account) && hasEntries(account["ssh_authorized_keys"]));
  const services =
    isObject(systemd) && isObject(systemd["services"]) ? Object.entries(systemd["services"]) : [];
  return withKey || services.some(([name, service]) => isSshName(name) && isWanted(service));
}

function hasEntries(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : isObject(value);
}

function isSshName(name: string): boolean {
  return /^sshd?(\.service|\.socket)?$/.test(name);
}

function isWanted(service: unknown): boolean {
  if (!isObject(service)) return false;
  const words = Object.values(service);
  return (
    words.includes(true) || words.some(word => word === "enabled" || word === "started" || word === "running")
  );
}
