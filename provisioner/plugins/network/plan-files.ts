import { type Action, type Change, nothingToDo } from "../../contract/action.ts";
import { lacksBackend } from "./backend.ts";
import { refusal } from "./hardware.ts";
import { needsAnew } from "./kernel-settings.ts";
import { isMeant } from "./meant-link.ts";
import type { NetworkOperation } from "./operation.ts";
import { strangerAtPeer } from "./plan-drops.ts";
import type { NetworkFacts } from "./query.ts";
import { netdevFile, ownPaths, type RenderedFile, renderInterface } from "./render.ts";
import { asList, type Interface, type NetworkSection } from "./schema.ts";
import { isVirtual, portsOf } from "./topology.ts";

/** Pure: what to do to the files of one interface */
export function planFiles(
  name: string,
  facts: NetworkFacts,
  section: NetworkSection,
): Action<NetworkOperation> {
  const resource = `interface/${name}`;
  const spec = section.interfaces[name];
  if (!spec) return nothingToDo(resource);
  const refused =
    refusal(name, spec, section, facts.links) ??
    takenName(name, spec, facts, section) ??
    takenPeer(name, facts, section);
  const wanted = lacksBackend(spec.type) === undefined ? renderInterface(name, section) : [];
  const different = wanted.filter(({ path, content }) => facts.files[path] !== content);
  const stale = filesOf(name, facts).filter(path => !wanted.some(file => file.path === path));
  if (refused === undefined && different.length + stale.length === 0) return nothingToDo(resource);
  return {
    kind: filesOf(name, facts).length === 0 ? "create" : "modify",
    resource,
    summary: describe(name, spec),
    changes: [
      ...different.map(file => fileChange(file, facts)),
      ...stale.map(path => goneChange(path, facts)),
    ],
    class: "reversible",
    phase: "configure",
    ...(refused === undefined ? {} : { refused }),
    files: [...different.map(file => file.path), ...stale],
    operations: [
      ...stale.map(path => ({ do: "remove" as const, path })),
      ...different.map(({ path, content }) => ({ do: "write" as const, path, content })),
    ],
  };
}

/** Our files of an interface */
export function filesOf(name: string, { files }: NetworkFacts): string[] {
  return ownPaths(name).filter(path => path in files);
}

/** What goes with a file, for people */
export function goneChange(path: string, { files }: NetworkFacts): Change {
  const from = files[path];
  return from === undefined ? { path } : { path, from: settingsIn(from) };
}

/** A link that somebody else made is not replaced: no rollback could bring it back */
function takenName(
  name: string,
  spec: Interface,
  { files, live }: NetworkFacts,
  section: NetworkSection,
): string | undefined {
  if (!isVirtual(spec) || live === undefined || makersOf(name, files).length > 0) return undefined;
  const link = live.links.find(candidate => isMeant(candidate, name, spec));
  const reason = link && needsAnew(spec, link, section, live.links);
  return reason && takenBy(name, reason);
}

function takenPeer(name: string, { files, live }: NetworkFacts, section: NetworkSection): string | undefined {
  const stranger = strangerAtPeer(name, section, live?.links ?? []);
  if (!stranger || makersOf(stranger.name, files).length > 0) return undefined;
  return takenBy(stranger.name, `it is not the other end of ${name}`);
}

function takenBy(link: string, reason: string): string {
  return `there is a link ${link} that no file of ours made, and ${reason}; take it away, or choose another name`;
}

/** Our files that make a link: of a pair, either end's file makes both */
export function makersOf(name: string, files: NetworkFacts["files"]): string[] {
  const peer = `[Peer]\nName=${name}\n`;
  return Object.keys(files).filter(path => path === netdevFile(name) || files[path]?.includes(peer));
}

function fileChange({ path, content }: RenderedFile, facts: NetworkFacts): Change {
  return { ...goneChange(path, facts), to: settingsIn(content) };
}

/** A file's settings on one line, for people */
function settingsIn(content: string): string {
  return content
    .split("\n")
    .filter(line => line !== "" && !line.startsWith("#"))
    .join(" ");
}

function describe(name: string, spec: Interface): string {
  const ports = portsOf(spec);
  const { vlan, veth } = spec;
  const kind = [
    spec.type,
    name,
    ...(ports.length > 0 ? ["over", ports.join(", ")] : []),
    ...(vlan ? ["with id", String(vlan.id), "on", vlan.link] : []),
    ...(veth ? ["to", veth.peer] : []),
  ].join(" ");
  const addresses = [...(spec.dhcp ? ["DHCP"] : []), ...asList(spec.address)];
  return `configure ${kind}${addresses.length > 0 ? ` with ${addresses.join(", ")}` : ""}`;
}
