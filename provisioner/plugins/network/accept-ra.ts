import type { Host } from "../../host/host.ts";

/**
 * Whether the kernel itself listens to router advertisements on a link ("0", "1", "2"). networkd turns that off on each
 * link that it takes, and never on again (networkd-sysctl.c); an address that came this way would run out
 */
export async function readAcceptRa(host: Host, link: string): Promise<string | undefined> {
  return (await host.files.read(`/proc/sys/net/ipv6/conf/${link}/accept_ra`))?.trim();
}

/** Sets it to what it was */
export async function restoreAcceptRa(host: Host, link: string, value: string | undefined): Promise<void> {
  if (value === undefined || (await readAcceptRa(host, link)) === value) return;
  // with slashes, a name may hold dots
  await host.run("sysctl", ["--quiet", "--write", `net/ipv6/conf/${link}/accept_ra=${value}`]);
}
