import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readDocument } from "../document.ts";
import type { Question } from "../questions.ts";
import { factsOf } from "./facts.ts";
import { firewallFacts } from "./firewall.ts";
import { identityFacts } from "./identity.ts";
import { networkFacts } from "./network.ts";
import { systemdFacts } from "./systemd.ts";
import { userFacts } from "./users.ts";

const states = join(import.meta.dirname, "../../states");

function question(questions: readonly Question[], what: string): Question {
  const found = questions.find(each => each.what === what);
  if (!found) throw new Error(`no question "${what}" among ${questions.map(each => each.what).join(", ")}`);
  return found;
}

test("every section of the server document is asked about, and no command has an answer left open", async () => {
  const questions = factsOf(await readDocument(join(states, "server.json")), "uefi");
  const asked = questions.map(({ what }) => what).join("\n");

  for (const part of [
    "host name",
    "/home is",
    "package vim",
    "account admin",
    "group operators",
    "ssh.service",
  ])
    expect(asked).toContain(part);
  for (const part of [
    "vmbr0",
    "vmbr1: address",
    "backup.timer",
    "backup.service",
    "firewall: port 22",
    "app-server",
  ])
    expect(asked).toContain(part);
  expect(questions.every(({ agrees }) => !agrees({ text: "something else", exit: 1 }))).toBe(true);
});

test("every example document is asked about", async () => {
  for (const name of readdirSync(states).filter(file => file.endsWith(".json") && file !== "schema.json"))
    expect(factsOf(await readDocument(join(states, name)), "bios").length).toBeGreaterThan(5);
});

test("a firewall rule agrees with what nft prints, alone or in a set, and not with another port", () => {
  const [fact] = firewallFacts({
    plugins: { firewall: { rules: [{ port: 22, proto: "tcp", action: "accept" }] } },
  });

  const agrees = (text: string): boolean | undefined => fact?.agrees({ text, exit: 0 });
  expect(agrees('tcp dport 22 accept comment "SSH"')).toBe(true);
  expect(agrees("tcp dport { 22, 80 } counter packets 0 bytes 0 accept")).toBe(true);
  expect(agrees("tcp dport 2222 accept")).toBe(false);
  expect(agrees("tcp dport 22 drop")).toBe(false);
});

test("a bridge port may be named by a pattern", () => {
  const document = {
    plugins: { network: { interfaces: { br0: { type: "bridge", bridge_ports: ["en*"] } } } },
  };
  const fact = question(networkFacts(document), "br0: port en*");

  expect(fact.agrees({ text: "enp0s18\nveth1", exit: 0 })).toBe(true);
  expect(fact.agrees({ text: "veth1", exit: 0 })).toBe(false);
});

test("an enabled service must start at boot and run now; a stopped one says nothing about boot", () => {
  const services = { ssh: { state: "enabled" }, "cron.service": { state: "stopped" } };
  const asked = systemdFacts({ plugins: { systemd: { services } } }).map(({ what }) => what);

  expect(asked).toEqual(["ssh.service is enabled", "ssh.service is active", "cron.service is inactive"]);
});

test("an account that must be gone is asked for, and nothing else of it", () => {
  const accounts = { old: { state: "absent", shell: "/bin/bash" } };
  const facts = userFacts({ plugins: { users: { accounts } } });

  expect(facts.map(({ what }) => what)).toEqual(["old is gone from passwd"]);
});

test("on UEFI there must be one boot entry, and it must lead to the disk's own ESP", () => {
  const { agrees } = question(
    identityFacts({}, "uefi"),
    "the firmware's boot entry Groundstate leads to this disk's ESP",
  );

  expect(agrees({ text: "11-aa\n11-aa", exit: 0 })).toBe(true);
  expect(agrees({ text: "22-bb\n11-aa", exit: 0 })).toBe(false);
  expect(agrees({ text: "11-aa", exit: 0 })).toBe(false);
  expect(agrees({ text: "11-aa\n22-bb\n11-aa", exit: 0 })).toBe(false);
});
