import type { Host } from "../../host/host.ts";
import { isObject } from "../../host/json.ts";
import { familyOf } from "../../state/ip-address.ts";

/** An ssh connection by which somebody may be applying the document */
export interface Session {
  client: string;
  clientPort: number;
  server: string;
  serverPort: number;
  /** The links that its packets may come in by */
  links: readonly string[];
}

type Connection = Omit<Session, "links"> & { zone?: string | undefined };
/** With the processes that have it, as ss shows them */
type OpenConnection = Connection & { owner: string };

/**
 * The ssh connection that this process was started from. sudo and su drop SSH_CONNECTION, but the processes that called
 * them still have it. In tmux or screen it may be that of a connection long gone: then any that is there to the same port
 * may be ours, and all of them count. So may any to sshd on a terminal that nothing says the origin of: run0 drops the
 * variable and its caller, and tmux may have been started at the console. None when nobody came by ssh
 */
export async function readSessions(host: Host): Promise<Session[]> {
  const origin = await originOf(host);
  if (origin === "no network" || (origin === undefined && !(await hasTerminal(host)))) return [];
  const open = await openConnections(host);
  if (origin === undefined) return await withLinks(host, await toSshd(host, open));
  const same = open.filter(connection => isSame(connection, origin));
  const possible = same.length > 0 ? same : open.filter(({ serverPort }) => serverPort === origin.serverPort);
  return await withLinks(host, possible.length > 0 ? possible : [origin]);
}

async function withLinks(host: Host, connections: readonly Connection[]): Promise<Session[]> {
  return await Promise.all(
    connections.map(async ({ client, clientPort, server, serverPort, zone }) => ({
      ...{ client, clientPort, server, serverPort },
      links: zone === undefined ? await linksOf(host, { client, server }) : [zone],
    })),
  );
}

/** A terminal of ssh, tmux or run0; a console is a /dev/tty* */
async function hasTerminal({ files }: Host): Promise<boolean> {
  return (await files.readLink("/proc/self/fd/0"))?.startsWith("/dev/pts/") === true;
}

/** Those that sshd was called on; those that it forwards for others it opened itself, from ports where nobody listens */
async function toSshd(host: Host, open: readonly OpenConnection[]): Promise<Connection[]> {
  const { stdout } = await host.run("ss", ["-H", "-t", "-n", "state", "listening"]);
  const ports = stdout.split("\n").map(line => /:(\d+)$/.exec(line.trim().split(/\s+/)[2] ?? "")?.[1]);
  return open.filter(({ owner, serverPort }) => /"sshd/.test(owner) && ports.includes(String(serverPort)));
}

/** ssh over vsock or a Unix socket has no addresses, and no rule stops it: sshd then says UNKNOWN for them */
async function originOf({ files }: Host): Promise<Connection | "no network" | undefined> {
  let process = "self";
  const seen = new Set<string>();
  while (process !== "0" && !seen.has(process)) {
    seen.add(process);
    const variables = (await files.read(`/proc/${process}/environ`))?.split("\0") ?? [];
    const value = variables.find(text => text.startsWith("SSH_CONNECTION="))?.split("=")[1];
    if (value !== undefined) return parseConnection(value) ?? "no network";
    process = /^PPid:\s*(\d+)$/m.exec((await files.read(`/proc/${process}/status`)) ?? "")?.[1] ?? "0";
  }
  return undefined;
}

/** Pure: "CLIENT PORT SERVER PORT", ssh(1) */
export function parseConnection(value: string): Connection | undefined {
  const [client, clientPort, server, serverPort] = value.trim().split(" ");
  if (client === undefined || server === undefined || !Number(clientPort) || !Number(serverPort))
    return undefined;
  if (familyOf(bare(client)) === undefined || familyOf(bare(server)) === undefined) return undefined;
  return {
    client: bare(client),
    clientPort: Number(clientPort),
    server: bare(server),
    serverPort: Number(serverPort),
    zone: /%(.+)$/.exec(server)?.[1] ?? /%(.+)$/.exec(client)?.[1],
  };
}

/** Every TCP connection of this machine, seen as one to it */
async function openConnections(host: Host): Promise<OpenConnection[]> {
  const { stdout } = await host.run("ss", ["-H", "-t", "-n", "-p", "state", "established"]);
  return stdout.split("\n").flatMap(line => {
    const [, , local = "", peer = "", owner = ""] = line.trim().split(/\s+/);
    const [server, client] = [local, peer].map(socketAddress);
    const connection = server && client && parseConnection(`${client.join(" ")} ${server.join(" ")}`);
    return connection ? [{ ...connection, owner }] : [];
  });
}

/** "10.0.0.1:22", "[fd00::1]:22", "[fe80::1]%eth0:22" */
function socketAddress(text: string): [address: string, port: string] | undefined {
  const [, address, port] = /^(.+):(\d+)$/.exec(text) ?? [];
  return address === undefined || port === undefined ? undefined : [address.replace(/[[\]]/g, ""), port];
}

/** Without the link that a link-local address belongs to, and IPv4 as IPv4 also on a socket for both */
function bare(address: string): string {
  return address.replace(/%.*$/, "").replace(/^::ffff:(?=[0-9.]+$)/i, "");
}

function isSame(one: Connection, other: Connection): boolean {
  return (
    one.client === other.client &&
    one.clientPort === other.clientPort &&
    one.server === other.server &&
    one.serverPort === other.serverPort
  );
}

/** The link that answers go out by, and the one that has the address: mostly the same */
async function linksOf(
  host: Host,
  { client, server }: Pick<Connection, "client" | "server">,
): Promise<string[]> {
  const ask = async (words: string[], key: string): Promise<string[]> => {
    const { stdout } = await host.run("ip", ["-j", ...words], { allowedExits: [0, 1, 2] });
    const answer: unknown = stdout.trim() === "" ? [] : JSON.parse(stdout);
    const entries = Array.isArray(answer) ? answer : [];
    return entries.flatMap(entry => (isObject(entry) && typeof entry[key] === "string" ? [entry[key]] : []));
  };
  const way = await ask(["route", "get", client, "from", server], "dev");
  const owner = way.includes("lo") ? [] : await ask(["address", "show", "to", server], "ifname");
  const links = [...new Set([...way, ...owner])];
  return links.length > 0 ? links : ["an unknown link"];
}
