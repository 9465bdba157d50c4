import { chainOf, type Direction } from "./chains.ts";
import type { Packet } from "./match.ts";
import { forwardStatements } from "./nat.ts";
import type { FirewallSection } from "./schema.ts";
import type { Session } from "./session.ts";

/**
 * Why the people who apply this would not get in a second time by the way they came, with the rule that is missing; undefined
 * when they would. That their connection exists already does not count: it breaks, and then they are outside
 */
export function lockout(section: FirewallSection, sessions: readonly Session[]): string | undefined {
  for (const session of sessions)
    for (const link of session.links) {
      const obstacle = obstacleFor(section, session, link);
      if (obstacle !== undefined) return sentence(session, link, obstacle);
      const silence = session.client.includes(":") ? neighboursStopped(section, session, link) : undefined;
      if (silence !== undefined)
        return `you came by ssh from ${session.client}, and could not come again: ${silence}; take it out, or say --force`;
    }
  return undefined;
}

/** A new connection must not be led elsewhere, must be let in, and its answers must be let out */
function obstacleFor(section: FirewallSection, session: Session, link: string): string | undefined {
  const { client, clientPort, server, serverPort } = session;
  const coming: Packet = {
    link,
    source: client,
    destination: server,
    protocol: "tcp",
    sourcePort: clientPort,
    destinationPort: serverPort,
    state: "new",
  };
  const answer: Packet = {
    ...coming,
    source: server,
    destination: client,
    sourcePort: serverPort,
    destinationPort: clientPort,
    state: "established",
  };
  return (
    diversion(section, coming) ??
    stopped(section, "input", coming, "it") ??
    stopped(section, "output", answer, "what answers it")
  );
}

/** Without ICMPv6 neither end finds the other */
function neighboursStopped(
  section: FirewallSection,
  { client, server }: Session,
  link: string,
): string | undefined {
  const about = { link, protocol: "icmpv6", sourcePort: 0, destinationPort: 0, state: "new" as const };
  const asked: Packet = { ...about, source: client, destination: server };
  const answered: Packet = { ...about, source: server, destination: client };
  const what = "ICMPv6, without which there is no IPv6";
  return stopped(section, "input", asked, what) ?? stopped(section, "output", answered, what);
}

function diversion({ nat }: FirewallSection, packet: Packet): string | undefined {
  const statement = (nat?.port_forward ?? [])
    .flatMap(forwardStatements)
    .find(({ matches }) => matches.every(match => match.fits(packet)));
  return statement && `nat.port_forward ${statement.rule} leads it elsewhere`;
}

function stopped(
  section: FirewallSection,
  direction: Direction,
  packet: Packet,
  what: string,
): string | undefined {
  const { policy, statements } = chainOf(section, direction);
  const first = statements.find(
    ({ ends, matches }) => ends !== undefined && matches.every(match => match.fits(packet)),
  );
  if ((first?.ends ?? policy) === "accept") return undefined;
  if (first?.rule === undefined) return `no rule accepts ${what}, and default_policy.${direction} is drop`;
  return `rule ${first.rule} of plugins.firewall.rules stops ${what}`;
}

function sentence({ client, server, serverPort }: Session, link: string, obstacle: string): string {
  const rule = { port: serverPort, proto: "tcp", source: client, interface: link, action: "accept" };
  return (
    `you came by ssh from ${client} to ${server} port ${serverPort} on ${link}, and could not come again: ` +
    `${obstacle}; put ${JSON.stringify(rule)} before the other rules, or say --force`
  );
}
