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
