/** Where the name of the machine stands, hostname(5) */
export const hostnamePath = "/etc/hostname";
/** Where its names have an address, hosts(5) */
export const hostsPath = "/etc/hosts";

/** The address that Debian gives a machine's own name, whatever addresses its links have */
const ownAddress = "127.0.1.1";

/** /etc/hosts of a machine that has no name yet */
export const plainHosts = [
  "127.0.0.1 localhost",
  "",
  "::1 localhost ip6-localhost ip6-loopback",
  "ff02::1 ip6-allnodes",
  "ff02::2 ip6-allrouters",
  "",
].join("\n");

/** Name of a machine and, when the document says it, its domain */
export interface HostNames {
  hostname: string;
  domain?: string | undefined;
}

/** The name that a text in the format of hostname(5) gives */
export function nameIn(text: string): string | undefined {
  return text
    .split("\n")
    .map(line => line.trim())
    .find(line => line !== "" && !line.startsWith("#"));
}

/** Whether a line gives the names an address, the full name first, which is what `hostname --fqdn` answers */
export function hostsHold(text: string, { hostname, domain }: HostNames): boolean {
  return text
    .split("\n")
    .map(namesOn)
    .some(
      names => names.includes(hostname) && (domain === undefined || names[0] === `${hostname}.${domain}`),
    );
}

/** The domain that a host of that name has when identity is through with it: withNames takes it along from the name before */
export function domainOnceNamed(hosts: string, hostname: string, before: string | undefined): string {
  const text = hostsHold(hosts, { hostname }) ? hosts : withNames(hosts, { hostname }, before);
  const names = text.split("\n").flatMap(namesOn);
  return names.map(name => domainOf(name, [hostname])).find(Boolean) ?? "";
}

/** /etc/hosts with these names in place of the ones before; all other lines, and further names, stay */
export function withNames(text: string, names: HostNames, before: string | undefined): string {
  const lines = text === "" ? [""] : text.replace(/\n?$/, "\n").split("\n");
  const at = lines.findIndex(line => addressOn(line) === ownAddress);
  const line = ownLine(namesOn(lines[at] ?? ""), names, before);
  if (at >= 0) lines[at] = line;
  else lines.splice(lines.findIndex(other => addressOn(other) === "127.0.0.1") + 1, 0, line);
  return lines.join("\n");
}

/** A domain that the document does not say is left alone: it moves along with the name */
function ownLine(previous: readonly string[], names: HostNames, before: string | undefined): string {
  const { hostname } = names;
  const known = previous.map(name => domainOf(name, [hostname, before])).find(Boolean);
  const domain = names.domain ?? known;
  const own = domain === undefined ? [hostname] : [`${hostname}.${domain}`, hostname];
  const others = previous.filter(
    name => name !== hostname && name !== before && domainOf(name, [hostname, before]) === undefined,
  );
  return [ownAddress, ...own, ...others].join(" ");
}

function domainOf(name: string, hosts: readonly (string | undefined)[]): string | undefined {
  const host = hosts.find(candidate => candidate !== undefined && name.startsWith(`${candidate}.`));
  return host === undefined ? undefined : name.slice(host.length + 1);
}

function addressOn(line: string): string | undefined {
  return wordsOn(line)[0];
}

function namesOn(line: string): string[] {
  return wordsOn(line).slice(1);
}

function wordsOn(line: string): string[] {
  return line.replace(/#.*/, "").split(/\s+/).filter(Boolean);
}
