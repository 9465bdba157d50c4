import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Host } from "../../host/host.ts";
import type { RunResult } from "../../host/run.ts";
import { hostForTests, type Ran } from "../host-for-tests.ts";
import { dropInOf, ownNetworkFile } from "./files.ts";

type Fact = Record<string, unknown>;

/** A machine with kernel, networkd and resolved, as far as routes, rules and names go */
export interface ModelledMachine {
  host: Host;
  /** By link: the file by which networkd configures it */
  networkFiles: Record<string, string>;
  routes: Fact[];
  rules: Fact[];
  /** What networkd cannot do: it takes no route by this link */
  deaf: string | undefined;
}

/** networkd runs and configures enp1s0 by a file of plugins.network; resolved runs */
export function machineBelow(root: string, stage: Host["stage"] = "live"): ModelledMachine {
  let now = 0;
  const machine: ModelledMachine = {
    host: hostForTests(root, stage, ran => answer(machine, root, ran)),
    networkFiles: { enp1s0: `/etc/systemd/network/${ownNetworkFile("enp1s0")}` },
    routes: [],
    rules: [{ priority: 0, src: "all", table: "255", protocol: "2" }],
    deaf: undefined,
  };
  const sleep = async (milliseconds: number): Promise<void> => {
    now += milliseconds * 1000;
  };
  Object.assign(machine.host, { clock: { now: () => new Date(now), sleep } });
  return machine;
}

function answer(machine: ModelledMachine, root: string, { program, args }: Ran): Partial<RunResult> {
  const [first = ""] = args;
  if (program === "systemctl") return first === "is-active" ? { stdout: "active\n" } : {};
  if (program === "resolvectl") return { stdout: resolved(root, first === "dns" ? "DNS" : "Domains") };
  if (program === "networkctl") {
    if (args.includes("list")) return { stdout: listed(machine.networkFiles) };
    if (first === "reload") readFiles(machine, root);
    return {};
  }
  const [family, object, verb] = args.includes("-j") ? ["", "", ""] : args;
  if (verb === "add" || verb === "del")
    return change(machine, String(family), String(object), verb, args.slice(3));
  if (args.includes("-6")) return { stdout: "[]" };
  return { stdout: JSON.stringify(args.includes("rule") ? machine.rules : machine.routes) };
}

/** What networkd 252 makes of the files: routes that they no longer say it takes away, rules it leaves in the kernel */
function readFiles(machine: ModelledMachine, root: string): void {
  machine.routes = machine.routes.filter(({ protocol }) => protocol !== "4");
  for (const [link, file] of Object.entries(machine.networkFiles)) {
    if (machine.deaf === link) continue;
    for (const route of sectionsOf(textAt(root, dropInOf(file)), "Route"))
      machine.routes.push({
        dst: route["Destination"] ?? "default",
        gateway: route["Gateway"],
        dev: link,
        table: route["Table"],
        protocol: "4",
        ...(route["Metric"] === undefined ? {} : { metric: Number(route["Metric"]) }),
      });
  }
  for (const rule of sectionsOf(
    textAt(root, "/etc/systemd/network/40-groundstate-netcfg.network"),
    "RoutingPolicyRule",
  )) {
    const [src, srclen] = (rule["From"] ?? "all").split("/");
    const set = { priority: Number(rule["Priority"]), src, srclen, table: rule["Table"], protocol: "4" };
    if (!machine.rules.some(there => JSON.stringify(there) === JSON.stringify(set))) machine.rules.push(set);
  }
}

function change(
  machine: ModelledMachine,
  family: string,
  object: string,
  verb: string,
  words: readonly string[],
) {
  const list = object === "rule" ? machine.rules : machine.routes;
  const value = (key: string): string | undefined => words[words.indexOf(key) + 1];
  const priority = Number(value("priority"));
  const isIt = (entry: Fact): boolean =>
    object === "rule"
      ? entry["priority"] === priority && String(entry["table"]) === value("table")
      : String(entry["dst"]) === words[0];
  if (family !== "-4") return { exit: 2, stderr: "unknown family" };
  if (verb === "del") {
    list.splice(list.findIndex(isIt), 1);
    return {};
  }
  list.push({
    dst: words[0],
    gateway: value("via"),
    dev: value("dev"),
    protocol: "3",
    table: value("table"),
  });
  return {};
}

function sectionsOf(text: string, title: string): Record<string, string>[] {
  const parts = text.split(/^\[/m).filter(part => part.startsWith(`${title}]`));
  return parts.map(part =>
    Object.fromEntries([...part.matchAll(/^([A-Za-z]+)=(.*)$/gm)].map(match => [match[1], match[2]])),
  );
}

function resolved(root: string, key: string): string {
  const folder = join(root, "/etc/systemd/resolved.conf.d");
  const texts = namesIn(folder).map(name => readFileSync(join(folder, name), "utf8"));
  const words = texts.flatMap(text => new RegExp(`^${key}=(.*)$`, "m").exec(text)?.[1] ?? []);
  return `Global: ${words.join(" ")}\nLink 2 (enp1s0): 10.0.2.3\n`;
}

function listed(networkFiles: Record<string, string>): string {
  const entries = Object.entries(networkFiles).map(([Name, NetworkFile]) => ({ Name, NetworkFile }));
  return JSON.stringify({ Interfaces: [...entries, { Name: "lo" }] });
}

function textAt(root: string, path: string): string {
  try {
    return readFileSync(join(root, path), "utf8");
  } catch {
    return "";
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
