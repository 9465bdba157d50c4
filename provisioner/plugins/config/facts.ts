import type { Host } from "../../host/host.ts";
import { domainOnceNamed, hostnamePath, hostsPath, nameIn } from "../host-names.ts";

/** What templates know without being told: the names of the machine and of its Debian */
export interface Facts {
  hostname: string;
  domain: string;
  /** hostname.domain, or hostname alone */
  fqdn: string;
  codename: string;
}

/** The facts of this machine, by the names that the document is about to give it */
export async function readFacts(host: Host, said: Record<string, unknown> = {}): Promise<Facts> {
  const release = (await host.files.read("/etc/os-release")) ?? "";
  const hosts = (await host.files.read(hostsPath)) ?? "";
  const before = nameIn((await host.files.read(hostnamePath)) ?? "");
  const hostname = text(said["hostname"]) ?? before ?? "localhost";
  const domain = text(said["domain"]) ?? domainOnceNamed(hosts, hostname, before);
  return factsOf(hostname, domain, codenameIn(release));
}

/** The facts of a machine that nobody looked at, for a check of the document alone */
export const someFacts: Facts = factsOf("host", "example.com", "stable");

/** What templates see: what the document says goes before the facts, and the file's own before the section's */
export function variablesOf(
  facts: Facts,
  section: Record<string, unknown> = {},
  file: Record<string, unknown> = {},
): Record<string, unknown> {
  return { ...facts, ...section, ...file };
}

function factsOf(hostname: string, domain: string, codename: string): Facts {
  return { hostname, domain, fqdn: domain === "" ? hostname : `${hostname}.${domain}`, codename };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** os-release(5) */
function codenameIn(release: string): string {
  return /^VERSION_CODENAME="?([a-z]+)/m.exec(release)?.[1] ?? "";
}
