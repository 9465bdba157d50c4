import { dirname } from "node:path";
import type { Report } from "../../contract/plugin.ts";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { dropInOf, linkOf, ownNetworkFile, readDropIns } from "./files.ts";
import { deleting, type KernelRule, readRoutes, readRules, ruleEntry } from "./kernel.ts";
import type { NetcfgOperation } from "./operation.ts";
import { governingFiles, runs } from "./query.ts";
import type { Route, RoutingRule } from "./schema.ts";
import { missingRoutes, missingRules, presentRules } from "./unmet.ts";

/** Seconds that routes may take to be there: the link may still be waiting for its address */
const settleSeconds = 60;
const reconfigureAfterSeconds = 8;
const pauseSeconds = 2;

/** Executes one operation */
export async function applyNetcfg(host: Host, operation: NetcfgOperation, report: Report): Promise<void> {
  switch (operation.do) {
    case "add routes":
      return await addRoutes(host, operation.link, operation.content);
    case "write":
      // networkd and resolved read their files as users of their own
      return await host.files.write(operation.path, operation.content, { mode: 0o644 });
    case "remove":
      for (const path of operation.paths) await removeFile(host, path);
      return;
    case "reload":
      return await reloadNetworkd(host);
    case "resolve":
      return await restartResolved(host);
    case "settle":
      return await settle(host, operation, report);
  }
}

/** Puts the drop-in beside the file that configures the link now, and takes it away from where it was */
async function addRoutes(host: Host, link: string, content: string): Promise<void> {
  const target = dropInOf((await networkFileOf(host, link)) ?? ownNetworkFile(link));
  await host.files.write(target, content, { mode: 0o644 });
  const others = Object.entries(await readDropIns(host.files)).filter(([, text]) => linkOf(text) === link);
  for (const [path] of others) if (path !== target) await removeFile(host, path);
}

/** What a drop-in adds holds for every link that the file fits, so it must fit this one alone */
async function networkFileOf(host: Host, link: string): Promise<string | undefined> {
  const governing = await governingFiles(host);
  const file = governing[link];
  const others = Object.keys(governing).filter(name => name !== link && governing[name] === file);
  if (file === undefined || others.length === 0) return file;
  throw new Failure({
    kind: "input",
    tried: `cannot add routes to the link ${link} alone`,
    found: `${file}, by which networkd configures ${others.join(", ")} as well`,
    needs: "a .network file for this link",
    fix: `declare ${link} in plugins.network`,
  });
}

/** Removes a file, with its folder when it was the last one there */
export async function removeFile({ files }: Host, path: string): Promise<void> {
  await files.remove(path);
  const folder = dirname(path);
  if (folder.endsWith(".network.d") && (await files.list(folder)).length === 0)
    await files.removeTree(folder);
}

/** Has networkd read its files */
export async function reloadNetworkd(host: Host): Promise<void> {
  if (await runs(host, "systemd-networkd.service")) {
    await host.run("networkctl", ["reload"]);
    return;
  }
  throw new Failure({
    kind: "machine",
    tried: "cannot have routes and rules set",
    found: "systemd-networkd does not run",
    needs: "systemd-networkd, which keeps them whenever a link comes and goes",
    fix: "declare the interface in plugins.network, or systemctl enable --now systemd-networkd",
  });
}

/** A restart: seen on trixie, resolved keeps the search domains of before when it only reloads */
async function restartResolved(host: Host): Promise<void> {
  const { exit } = await host.run("systemctl", ["restart", "systemd-resolved.service"], {
    allowedExits: [0, 4, 5],
  });
  if (exit === 0) return;
  throw new Failure({
    kind: "machine",
    tried: "cannot have name servers and search domains used",
    found: "no systemd-resolved on this machine",
    needs: "the package systemd-resolved",
    fix: "add systemd-resolved to plugins.packagekit, or take dns out of plugins.netcfg",
  });
}

interface Wanted {
  link: string;
  routes: readonly Route[];
  rules: readonly RoutingRule[];
  surplus?: readonly KernelRule[];
}

/** Waits until the kernel has them; a link that does not get there by itself is configured anew once */
async function settle(host: Host, wanted: Wanted, report: Report): Promise<void> {
  const start = host.clock.now().getTime();
  const passed = (): number => (host.clock.now().getTime() - start) / 1000;
  let reconfigured = false;
  for (;;) {
    for (const rule of await surplusNow(host, wanted)) await removeRule(host, rule);
    const missing = await missingNow(host, wanted);
    if (missing.length === 0) return;
    if (passed() >= settleSeconds) throw notSettled(wanted.link, missing);
    if (!reconfigured && passed() >= reconfigureAfterSeconds) {
      report(`netcfg: ${missing.join("; ")} not there yet; configuring ${wanted.link} anew`);
      await host.run("networkctl", ["reconfigure", wanted.link], { allowedExits: [0, 1] });
      reconfigured = true;
    }
    await host.clock.sleep(pauseSeconds);
  }
}

async function missingNow(host: Host, wanted: Wanted): Promise<string[]> {
  const { routes, rules } = wanted;
  return [
    ...(routes.length > 0 ? missingRoutes(routes, await readRoutes(host)) : []),
    ...(rules.length > 0 ? missingRules(rules, await readRules(host)) : []),
    ...(await surplusNow(host, wanted)).map(rule => `no rule ${ruleEntry(rule).words.join(" ")}`),
  ];
}

async function surplusNow(host: Host, { surplus = [] }: Wanted): Promise<KernelRule[]> {
  return surplus.length > 0 ? presentRules(surplus, await readRules(host)) : [];
}

/** Exit 2: networkd was quicker; whether it is gone is looked at afterwards */
async function removeRule(host: Host, rule: KernelRule): Promise<void> {
  await host.run("ip", deleting(ruleEntry(rule)), { allowedExits: [0, 2] });
}

function notSettled(link: string, missing: readonly string[]): Failure {
  return new Failure({
    kind: "machine",
    tried: `the kernel did not get within ${settleSeconds} s: ${missing.join("; ")}`,
    found: `link ${link} without them`,
    needs: "a link that networkd configures and that is up, and a gateway in one of its networks",
    fix: `look at \`networkctl status ${link}\` and \`journalctl -u systemd-networkd\`; declare the link in plugins.network`,
  });
}
