import { isObject } from "../../host/json.ts";
import type { StateDocument } from "../../state/document.ts";
import type { Problem } from "../../state/problem.ts";
import { portsOf } from "./chains.ts";
import { inRange } from "./match.ts";
import type { FirewallSection, Rule } from "./schema.ts";

/**
 * A document that lets people in by ssh, behind a firewall that does not: an error when no TCP port is open at all, and a
 * warning when only port 22 is not, because sshd may listen on another
 */
export function checkAdmission(section: FirewallSection, document: StateDocument): Problem[] {
  if (section.default_policy?.input !== "drop" || !wantsSsh(document)) return [];
  const open = (section.rules ?? []).filter(admitsTcp);
  if (open.some(admitsSsh)) return [];
  return [
    {
      stage: "plan",
      pointer: "/default_policy/input",
      found: "drop, and no rule that accepts ssh, while the document lets people in by ssh",
      needs: "a rule that accepts port 22, or nobody can reach this machine any more",
      fix: 'add {"port": 22, "proto": "tcp", "action": "accept", "comment": "SSH"} to plugins.firewall.rules',
      ...(open.length > 0 ? { severity: "warning" as const } : {}),
    },
  ];
}

function admitsTcp({ action, direction, proto = "tcp" }: Rule): boolean {
  return action === "accept" && (direction ?? "input") === "input" && (proto === "tcp" || proto === "any");
}

function admitsSsh(rule: Rule): boolean {
  const ports = portsOf(rule);
  return ports.length === 0 || ports.some(port => inRange(port, 22));
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
