import type { Action } from "../../contract/action.ts";
import type { Report } from "../../contract/plugin.ts";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { isObject, type Json } from "../../host/json.ts";
import type { FirewallOperation } from "./plan.ts";
import { loaderUnit } from "./query.ts";
import { asArguments, rulesetPath, table } from "./render.ts";
import type { FirewallSection } from "./schema.ts";

/** Executes one operation */
export async function applyFirewall(host: Host, operation: FirewallOperation, report: Report): Promise<void> {
  switch (operation.do) {
    case "write":
      await checkRuleset(host, operation.content, report);
      return await host.files.write(rulesetPath, operation.content, { mode: 0o644 });
    case "enable":
      await host.run("systemctl", ["enable", loaderUnit]);
      return;
    case "load":
      await host.run("nft", ["-f", rulesetPath]);
      return;
  }
}

/** Has nft read the rules without loading them, so that a bad file is never put in place */
async function checkRuleset(host: Host, content: string, report: Report): Promise<void> {
  const { exit, stderr } = await host.run("nft", ["-c", ...asArguments(content)], { allowedExits: [0, 1] });
  if (exit === 0) return;
  if (/Operation not permitted|not supported|cache initialization failed/i.test(stderr)) {
    report(`firewall: the rules could not be checked here (${stderr.trim()}); they are checked when loaded`);
    return;
  }
  throw new Failure({
    kind: "input",
    tried: "nft refuses the firewall's rules",
    found: stderr.trim().split("\n").slice(0, 4).join(" | "),
    fix: "mend the rule in plugins.firewall that stands there",
  });
}

/** Our table as the kernel holds it (null when there is none), and whether the unit has to be disabled again */
export async function checkpointFirewall(
  host: Host,
  _section: FirewallSection,
  actions: readonly Action<FirewallOperation>[],
): Promise<Json> {
  const does = (what: FirewallOperation["do"]): boolean =>
    actions.some(({ operations }) => operations.some(operation => operation.do === what));
  if (host.stage !== "live" || !does("load")) return { enables: does("enable"), loads: false };
  const { stdout, exit } = await host.run("nft", ["list", "table", ...table], { allowedExits: [0, 1] });
  return { enables: does("enable"), loads: true, ruleset: exit === 0 ? stdout : null };
}

/** Puts the table back, in one step; without one before, takes ours away */
export async function rollbackFirewall(host: Host, saved: Json): Promise<void> {
  if (!isObject(saved)) return;
  if (saved["enables"] === true) await host.run("systemctl", ["disable", loaderUnit]);
  if (host.stage !== "live" || saved["loads"] !== true) return;
  const before = typeof saved["ruleset"] === "string" ? saved["ruleset"] : "";
  const name = table.join(" ");
  await host.run("nft", asArguments(`table ${name}\ndelete table ${name}\n${before}`));
}
