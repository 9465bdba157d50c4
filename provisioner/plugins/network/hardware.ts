import { Check } from "@sinclair/typebox/value";
import type { Host } from "../../host/host.ts";
import type { StateDocument } from "../../state/document.ts";
import { joinPointer } from "../../state/pointer.ts";
import type { Problem } from "../../state/problem.ts";
import { lacksBackend } from "./backend.ts";
import { readLinkNames } from "./live.ts";
import { isPattern } from "./pattern.ts";
import { type Interface, NetworkSection } from "./schema.ts";
import { isVirtual, loosePeers, presentOf, undeclaredPorts } from "./topology.ts";

/** Why an interface cannot be made on a machine with these links; undefined when it can */
export function refusal(
  name: string,
  spec: Interface,
  section: NetworkSection,
  links: readonly string[],
): string | undefined {
  return lacksBackend(spec.type) ?? missingLinks(name, spec, section, links);
}

/** For the installer, before it writes anything: interfaces of the document that this machine cannot have */
export async function checkLinks(host: Host, { plugins }: StateDocument): Promise<Problem[]> {
  const section = plugins["network"];
  if (!Check(NetworkSection, section)) return [];
  const links = await readLinkNames(host);
  const there = presentOf(section);
  return Object.entries(there.interfaces).flatMap(([name, spec]) => {
    const found = refusal(name, spec, there, links);
    if (found === undefined) return [];
    return [
      {
        stage: "hardware" as const,
        pointer: joinPointer("/plugins/network/interfaces", name),
        found,
        needs: "an interface that this machine can have",
        fix: 'name hardware that is there, or use a pattern such as "en*"',
      },
    ];
  });
}

/** A name that no hardware answers to would leave the machine without its network */
function missingLinks(
  name: string,
  spec: Interface,
  section: NetworkSection,
  links: readonly string[],
): string | undefined {
  const itself = isVirtual(spec) || spec.match ? [] : [name];
  const needed = [...itself, ...undeclaredPorts(spec, section)];
  const made = loosePeers(section);
  const missing = needed.filter(link => !isPattern(link) && !made.includes(link) && !links.includes(link));
  if (links.length === 0 || missing.length === 0) return undefined;
  const present = links.filter(link => link !== "lo").join(", ") || "none";
  return `this machine has no network link ${missing.join(", ")}; it has ${present}`;
}
