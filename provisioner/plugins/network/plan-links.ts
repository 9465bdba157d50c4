import { type Action, nothingToDo } from "../../contract/action.ts";
import type { PlanContext } from "../../contract/plugin.ts";
import { changingWords, needsAnew, otherSettings } from "./kernel-settings.ts";
import type { LiveLink } from "./live.ts";
import { isMeant } from "./meant-link.ts";
import type { NetworkOperation } from "./operation.ts";
import { planDrops } from "./plan-drops.ts";
import type { NetworkFacts } from "./query.ts";
import { netdevFile } from "./render.ts";
import type { NetworkSection } from "./schema.ts";
import { below, fromBelow, isVirtual } from "./topology.ts";
import { unmetNeeds } from "./unmet.ts";

/** Pure: what to do to the running links, each after what it stands on; `written` names the resources whose files change */
export function planLinks(
  facts: NetworkFacts,
  section: NetworkSection,
  context: PlanContext,
  written: ReadonlySet<string>,
): Action<NetworkOperation>[] {
  const anew = new Map(
    fromBelow(section).flatMap(name => {
      const reason = reasonForAnew(name, facts, section);
      return reason === undefined ? [] : [[name, reason] as const];
    }),
  );
  const drops = planDrops(facts, section, new Set(anew.keys()));
  return fromBelow(section).map(name => {
    const shaken = below(name, section).some(other => anew.has(other));
    const changed = written.has(`interface/${name}`) || shaken;
    const fate = { changed, reason: anew.get(name), drops: drops.get(name) ?? [] };
    return planLink(name, facts, section, context, fate);
  });
}

interface Fate {
  changed: boolean;
  /** Why the link has to be made anew */
  reason: string | undefined;
  /** Links that have to be taken away for that */
  drops: readonly string[];
}

function planLink(
  name: string,
  { live }: NetworkFacts,
  section: NetworkSection,
  { stage }: PlanContext,
  { changed, reason, drops }: Fate,
): Action<NetworkOperation> {
  const resource = `link/${name}`;
  const unmet = live ? unmetNeeds(name, section, live.links) : [];
  if (stage === "live" && live && !changed && unmet.length === 0) return nothingToDo(resource);
  const again = reason !== undefined;
  return {
    kind: "modify",
    resource,
    summary: again
      ? `make ${name} anew: ${reason}; until it is back it carries nothing, nor does what stands on it`
      : `bring up ${name}${unmet.length > 0 ? `: ${unmet.join(", ")}` : ""}`,
    changes: [],
    class: "reversible",
    phase: "configure",
    needsLive: true,
    files: [],
    operations: [
      ...drops.map(link => ({ do: "drop" as const, link })),
      ...(again
        ? [{ do: "remake" as const, link: name, section }]
        : changed
          ? [{ do: "reload" as const }]
          : []),
      ...(again ? [] : tuning(name, live, section)),
      // networkd makes a VLAN only when it configures its carrier, which must not be shaken for that
      ...(section.interfaces[name]?.vlan ? [{ do: "carry" as const, vlan: name, section }] : []),
      { do: "settle", link: name, section },
    ],
  };
}

/** Only a link that a file of ours made is made anew; any other is refused, see planFiles */
function reasonForAnew(name: string, facts: NetworkFacts, section: NetworkSection): string | undefined {
  const spec = section.interfaces[name];
  const link = linkOf(name, facts, section);
  if (!spec || !link || !facts.live) return undefined;
  if (!isVirtual(spec)) return netdevFile(name) in facts.files ? `it is to be ${spec.type}` : undefined;
  return needsAnew(spec, link, section, facts.live.links);
}

/** Older networkd leaves the settings of a link that is there as they are (systemd before version 257) */
function tuning(name: string, live: NetworkFacts["live"], section: NetworkSection): NetworkOperation[] {
  const spec = section.interfaces[name];
  const link = linkOf(name, { live }, section);
  if (!spec || !link || !live) return [];
  const words = changingWords(otherSettings(spec, link, section, live.links));
  return words.length === 0 ? [] : [{ do: "tune", link: link.name, kind: spec.type, words }];
}

function linkOf(
  name: string,
  { live }: { live?: NetworkFacts["live"] },
  { interfaces }: NetworkSection,
): LiveLink | undefined {
  const spec = interfaces[name];
  return spec && live?.links.find(link => isMeant(link, name, spec));
}
