import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { readLinkNames } from "./live.ts";

/** Has networkd read its files; udevd first: it looks for new .link files only now and then, and a new bridge must find its own */
export async function reload(host: Host): Promise<void> {
  await host.run("udevadm", ["control", "--reload"]);
  await host.run("networkctl", ["reload"]);
}

/** Takes a virtual link away; fine when there is none */
export async function dropLink(host: Host, link: string): Promise<void> {
  if ((await readLinkNames(host)).includes(link)) await host.run("networkctl", ["delete", link]);
}

/** Changes settings of a virtual link that is in use */
export async function tuneLink(
  host: Host,
  link: string,
  kind: string,
  words: readonly string[],
): Promise<void> {
  await host.run("ip", ["link", "set", "dev", link, "type", kind, ...words]);
}

/** Makes a VLAN; fine when it is there, or when networkd makes it in the same moment */
export async function addVlan(
  host: Host,
  name: string,
  { carrier, id, protocol }: { carrier: string; id: string; protocol: string },
): Promise<void> {
  if ((await readLinkNames(host)).includes(name)) return;
  const kind = ["type", "vlan", "protocol", protocol, "id", id];
  const words = ["link", "add", "link", carrier, "name", name, ...kind];
  const { exit, stderr } = await host.run("ip", words, { allowedExits: [0, 2] });
  if (exit === 0 || (await readLinkNames(host)).includes(name)) return;
  throw new Failure({
    kind: "machine",
    tried: `cannot make the VLAN ${name} on ${carrier}`,
    found: stderr.trim(),
    needs: "a link that carries VLANs, and an id that no other VLAN of it has",
    fix: `look at \`ip -d link show dev ${carrier}\``,
  });
}
