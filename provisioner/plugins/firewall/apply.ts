import type { Report } from "../../contract/plugin.ts";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { forwardingPath, turn } from "./forwarding.ts";
import { nftComplaint } from "./nft-complaint.ts";
import type { FirewallOperation } from "./plan.ts";
import { loaderUnit } from "./query.ts";
import { asArguments, rulesetPath } from "./render.ts";

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
    case "keep forwarding":
      return await host.files.write(forwardingPath, operation.content, { mode: 0o644 });
    case "forward":
      for (const name of operation.names) await turn(host, name, "1");
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
    found: nftComplaint(stderr),
    needs: "rules that nft can read",
    fix: "mend the rule in plugins.firewall that stands there",
  });
}
