import { type UndoStep, undoAll } from "../../contract/undo-all.ts";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { restoreAcceptRa } from "./accept-ra.ts";
import { type LiveLink, readLinks } from "./live.ts";
import { repairs } from "./repairs.ts";
import type { SavedLink } from "./saved-link.ts";

/** How often, and how many seconds apart, the kernel is asked to take a route from an address that it still checks */
const looks = 3;
const pauseSeconds = 1;

/** Whether networkd does with the link as it did, so also whether it leaves alone what was not its own */
export function isByOldFile(saved: SavedLink, links: readonly LiveLink[]): boolean {
  return links.every(({ name, file }) => name !== saved.name || file === saved.file);
}

/** Whether a link that is not networkd's own is there, and left alone; the other end of a pair comes with the pair */
export function isLetGo(saved: SavedLink, links: readonly LiveLink[]): boolean {
  return links.some(({ name }) => name === saved.name) && isByOldFile(saved, links);
}

/** Whether the link is as it was */
export function isBack(saved: SavedLink, links: readonly LiveLink[]): boolean {
  const link = links.find(({ name }) => name === saved.name);
  return (
    link !== undefined &&
    isByOldFile(saved, links) &&
    repairs(saved, link).every(leftToUs) &&
    lacking(saved, link).length === 0
  );
}

/** networkd sets MTU and address when a file says so, and never back: there is nothing to wait for */
function leftToUs(words: readonly string[]): boolean {
  return words[0] === "link" && words.some(word => word === "mtu" || word === "address");
}

/** Puts back by hand what did not come back by itself */
export async function restoreLink(host: Host, saved: SavedLink): Promise<void> {
  const link = (await readLinks(host, false)).find(({ name }) => name === saved.name);
  if (!link) throw gone(saved.name);
  const steps: UndoStep[] = [
    { what: "accept_ra", undo: () => restoreAcceptRa(host, saved.name, saved.acceptRa) },
    ...repairs(saved, link).map(words => ({
      what: words.join(" "),
      undo: () => repair(host, words),
    })),
    ...lacking(saved, link).map(family => ({
      what: family === "ipv4" ? "DHCP" : "IPv6",
      undo: () => Promise.reject(noLease(saved.name, family)),
    })),
  ];
  await undoAll(steps, {
    tried: `cannot bring ${saved.name} back to what it was`,
    fix: `look at \`ip address show dev ${saved.name}\` and \`networkctl status ${saved.name}\``,
  });
}

/** An IPv6 route may have to wait for its source: the kernel first asks whether somebody else has that address (RFC 4862) */
async function repair(host: Host, words: readonly string[]): Promise<void> {
  for (let look = 0; words[0] === "-6" && words.includes("src") && look < looks; look += 1) {
    const { exit } = await host.run("ip", words, { allowedExits: [0, 2] });
    if (exit === 0) return;
    await host.clock.sleep(pauseSeconds);
  }
  await host.run("ip", words);
}

/** Families whose lease is not there again */
function lacking({ leased }: SavedLink, { addresses }: LiveLink): SavedLink["leased"] {
  return leased.filter(wanted => !addresses.some(({ family, leased }) => leased && family === wanted));
}

function noLease(name: string, family: SavedLink["leased"][number]): Failure {
  const [found, needs] =
    family === "ipv4"
      ? ["no IPv4 address by DHCP", "a DHCP server that answers"]
      : ["no IPv6 address by router advertisement or DHCP", "a router that advertises, or a DHCPv6 server"];
  return new Failure({
    kind: "rollback",
    tried: "the lease that it had did not come back",
    found,
    needs,
    fix: `networkctl reconfigure ${name}`,
  });
}

function gone(name: string): Failure {
  return new Failure({
    kind: "rollback",
    tried: `cannot bring ${name} back to what it was`,
    found: "there is no such link any more",
    needs: "the hardware, or the .netdev file that makes it",
    fix: "systemctl restart systemd-networkd, then look at `networkctl list`",
  });
}
