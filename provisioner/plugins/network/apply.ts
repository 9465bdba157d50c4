import type { Report } from "../../contract/plugin.ts";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { addVlan, dropLink, reload, tuneLink } from "./daemon.ts";
import { currentName } from "./kernel-settings.ts";
import { readLinks } from "./live.ts";
import { isMeant } from "./meant-link.ts";
import type { NetworkOperation } from "./operation.ts";
import { portLinks, reconfigure, reloadWithPorts } from "./port-files.ts";
import type { NetworkSection } from "./schema.ts";
import { noLease, unmetWithPorts } from "./unmet.ts";

/** Seconds that a link may take to come up; a DHCP server may be slow, a switch port slower */
const settleSeconds = 90;
const reconfigureAfterSeconds = 8;
const pauseSeconds = 2;

/** Executes one operation */
export async function applyNetwork(host: Host, operation: NetworkOperation, report: Report): Promise<void> {
  switch (operation.do) {
    case "write":
      // networkd reads its files as user systemd-network
      return await host.files.write(operation.path, operation.content, { mode: 0o644 });
    case "remove":
      return await host.files.remove(operation.path);
    case "enable":
      await host.run("systemctl", ["enable", ...(host.stage === "live" ? ["--now"] : []), operation.unit]);
      return;
    case "reload":
      return await reload(host);
    case "remake":
      return await remake(host, operation.link, operation.section);
    case "drop":
      return await dropLink(host, operation.link);
    case "carry":
      return await carryVlan(host, operation.vlan, operation.section);
    case "tune":
      return await tuneLink(host, operation.link, operation.kind, operation.words);
    case "settle":
      return await settle(host, operation.link, operation.section, report);
  }
}

/** networkd makes what was taken away, and the ports come back */
async function remake(host: Host, name: string, section: NetworkSection): Promise<void> {
  await reloadWithPorts(host, name, section);
  await reconfigure(host, portLinks(name, section, await readLinks(host, true)));
}

async function carryVlan(host: Host, name: string, section: NetworkSection): Promise<void> {
  const vlan = section.interfaces[name]?.vlan;
  if (!vlan) return;
  const links = await readLinks(host, false);
  const carrier = currentName(vlan.link, section, links);
  // networkd makes what it will make by itself when it configures a carrier that comes
  if (links.every(link => link.name !== carrier)) return;
  await addVlan(host, name, { carrier, id: String(vlan.id), protocol: vlan.protocol ?? "802.1Q" });
}

/** Waits for what must hold; a link that does not get there by itself is configured anew once */
async function settle(host: Host, name: string, section: NetworkSection, report: Report): Promise<void> {
  const start = host.clock.now().getTime();
  const passed = (): number => (host.clock.now().getTime() - start) / 1000;
  let reconfigured = false;
  for (;;) {
    const links = await readLinks(host, true);
    const unmet = unmetWithPorts(name, section, links);
    if (unmet.length === 0) return;
    if (passed() >= settleSeconds) throw notSettled(name, unmet);
    const waitsForLease = unmet.every(need => need === noLease);
    if (!reconfigured && !waitsForLease && passed() >= reconfigureAfterSeconds) {
      report(`network: ${name} is not up yet (${unmet.join(", ")}); configuring it anew`);
      const spec = section.interfaces[name];
      const own = links.filter(link => spec && isMeant(link, name, spec));
      await reloadWithPorts(host, name, section);
      await reconfigure(host, [...own, ...portLinks(name, section, links)]);
      reconfigured = true;
    }
    await host.clock.sleep(pauseSeconds);
  }
}

function notSettled(name: string, unmet: readonly string[]): Failure {
  return new Failure({
    kind: "machine",
    tried: `the network interface ${name} did not come up within ${settleSeconds} s`,
    found: unmet.join(", "),
    needs: "a cable, and a DHCP server where the document asks for a lease",
    fix: `look at \`networkctl status ${name}\` and \`journalctl -u systemd-networkd\``,
  });
}
