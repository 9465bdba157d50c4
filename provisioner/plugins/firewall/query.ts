import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { isObject } from "../../host/json.ts";
import { type Enablement, unitEnablement } from "../../host/units/enablement.ts";
import { type ForwardingFacts, readForwarding } from "./forwarding.ts";
import { nftComplaint } from "./nft-complaint.ts";
import { asArguments, renderRuleset, rulesetPath, table } from "./render.ts";
import type { FirewallSection } from "./schema.ts";
import { readSessions, type Session } from "./session.ts";

/** The unit that loads the ruleset at boot; it comes with the package groundstate */
export const loaderUnit = "groundstate-firewall.service";

/** What there is, as far as our table goes */
export interface FirewallFacts {
  /** Content of the ruleset file */
  file: string | undefined;
  loader: Enablement;
  /** Chains and rules in the kernel, each as canonical JSON; undefined when there is no table or nothing runs */
  loaded?: readonly string[] | undefined;
  /** What the kernel would hold once the section is loaded, in the same form */
  wanted?: readonly string[] | undefined;
  /** What nft says against the section's rules */
  complaint?: string | undefined;
  /** Connections by which the document may be being applied */
  sessions?: readonly Session[];
  forwarding?: ForwardingFacts;
}

/** Reads the file, the unit and, on a running machine, the kernel */
export async function queryFirewall(host: Host, section: FirewallSection): Promise<FirewallFacts> {
  const file = await host.files.read(rulesetPath);
  const loader = await unitEnablement(host, loaderUnit);
  const forwarding = section.forwarding === undefined ? {} : { forwarding: await readForwarding(host) };
  if (host.stage !== "live") return { file, loader, ...forwarding };
  const sessions = await readSessions(host);
  if (!(await hasNft(host))) return { file, loader, sessions, ...forwarding };
  const kernel = { loaded: await readLoaded(host), ...(await loadElsewhere(host, section)) };
  return { file, loader, sessions, ...forwarding, ...kernel };
}

/** Whether nft is installed; a package of the same document may bring it */
export async function hasNft(host: Host): Promise<boolean> {
  return (await host.files.facts("/usr/sbin/nft")) !== undefined;
}

async function readLoaded(host: Host): Promise<string[] | undefined> {
  const { stdout, exit } = await host.run("nft", ["-j", "-s", "list", "table", ...table], {
    allowedExits: [0, 1],
  });
  return exit === 0 ? canonicalObjects(stdout) : undefined;
}

/**
 * nft normalises what it loads (sets, prefixes, names), so two rulesets only compare once both have been
 * in a kernel: ours goes into a network namespace that exists for this one process. Rules that nft refuses show here too
 */
async function loadElsewhere(
  host: Host,
  section: FirewallSection,
): Promise<Pick<FirewallFacts, "wanted" | "complaint">> {
  const words = ["--net", "nft", "-jse", ...asArguments(renderRuleset(section))];
  const { stdout, stderr, exit } = await host.run("unshare", words, { allowedExits: [0, 1] });
  return exit === 0 ? { wanted: canonicalObjects(stdout) } : { complaint: nftComplaint(stderr) };
}

/** Pure: chains and rules of `nft -j`, listed or echoed, without what differs from load to load */
export function canonicalObjects(json: string): string[] {
  const answer: unknown = JSON.parse(json);
  const list = isObject(answer) ? answer["nftables"] : undefined;
  if (!Array.isArray(list)) {
    throw new Failure({
      kind: "machine",
      tried: "cannot read the answer of nft -j",
      found: json.slice(0, 200),
      needs: "a list under the key nftables",
      fix: `look at \`nft -j list table ${table.join(" ")}\``,
    });
  }
  return list.flatMap(entry => {
    const item = isObject(entry) && isObject(entry["add"]) ? entry["add"] : entry;
    if (!isObject(item)) return [];
    return ["chain", "rule", "set", "map"].flatMap(kind => canonicalObject(kind, item[kind]));
  });
}

function canonicalObject(kind: string, value: unknown): string[] {
  if (!isObject(value)) return [];
  const { handle: _handle, ...rest } = value;
  return [JSON.stringify({ [kind]: sortedSets(rest) })];
}

/** An echo has the members of a set as they were written, a list has them as the kernel sorts them */
function sortedSets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedSets);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === "set" && Array.isArray(inner)
        ? inner.map(member => JSON.stringify(member)).sort()
        : sortedSets(inner),
    ]),
  );
}
