import type { LiveLink } from "./live.ts";
import type { NetworkFacts } from "./query.ts";
import type { NetworkSection } from "./schema.ts";
import { fromBelow } from "./topology.ts";

/**
 * Pure: the links that have to be taken away before an interface can be made: its own when it is made anew, and one
 * that has the name of its other end. What goes along with another, a VLAN or the other end of a pair, is not named again
 */
export function planDrops(
  { live }: NetworkFacts,
  section: NetworkSection,
  anew: ReadonlySet<string>,
): Map<string, string[]> {
  const links = live?.links ?? [];
  const gone = new Set<string>();
  return new Map(
    fromBelow(section).map(name => {
      const stranger = strangerAtPeer(name, section, links);
      const drops = [...(anew.has(name) ? [name] : []), ...(stranger ? [stranger.name] : [])];
      const due = drops.filter(link => !gone.has(link));
      for (const link of due.flatMap(drop => goingWith(drop, links))) gone.add(link);
      return [name, due];
    }),
  );
}

/** Pure: the link that has the name of an interface's other end, and is not in the pair; networkd would make no pair */
export function strangerAtPeer(
  name: string,
  { interfaces }: NetworkSection,
  links: readonly LiveLink[],
): LiveLink | undefined {
  const peer = interfaces[name]?.veth?.peer;
  return links.find(link => link.name === peer && link.lower !== name);
}

function goingWith(name: string, links: readonly LiveLink[]): string[] {
  const gone = new Set([name]);
  for (const link of gone) for (const { name: other, lower } of links) if (lower === link) gone.add(other);
  return [...gone];
}
