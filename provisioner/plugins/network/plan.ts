import { type Action, type Change, nothingToDo } from "../../contract/action.ts";
import type { PlanContext } from "../../contract/plugin.ts";
import { lacksBackend } from "./backend.ts";
import { refusal } from "./hardware.ts";
import { daemons, type NetworkFacts } from "./query.ts";
import { ownerOf, type RenderedFile, renderInterface } from "./render.ts";
import type { Interface, NetworkSection } from "./schema.ts";
import { unmetNeeds } from "./unmet.ts";

/** What applying can do */
export type NetworkOperation =
  | { do: "write"; path: string; content: string }
  | { do: "remove"; path: string }
  /** Start at boot, and now where something runs */
  | { do: "enable"; unit: string }
  /** Tell networkd that files changed */
  | { do: "reload" }
  /** Take a virtual link away that no file describes any more */
  | { do: "drop"; link: string }
  /** Wait until the running machine has what the section says of this interface */
  | { do: "settle"; link: string; section: NetworkSection };

/** Pure: daemons, files of each interface, interfaces of earlier documents, then the running links */
export function planNetwork(
  facts: NetworkFacts,
  section: NetworkSection,
  context: PlanContext,
): Action<NetworkOperation>[] {
  const names = Object.keys(section.interfaces).sort();
  const files = names.map(name => planFiles(name, facts, section));
  const gone = planGone(facts, section, context);
  const changed = new Set(files.filter(action => action.kind !== "noop").map(action => action.resource));
  return [
    ...(names.length > 0 ? daemons : []).map(unit => planDaemon(unit, facts)),
    ...files,
    ...gone,
    ...names.map(name => planLink(name, facts, section, context, changed.has(`interface/${name}`))),
  ];
}

function planDaemon(unit: string, { enabled, live }: NetworkFacts): Action<NetworkOperation> {
  const resource = `unit/${unit}`;
  const down = live !== undefined && !live.daemonRuns && unit === daemons[0];
  // Names are also resolved without resolved; its package enables it when it comes
  const optional = unit !== daemons[0] && enabled[unit] === "missing";
  if (optional || (enabled[unit] === "enabled" && !down)) return nothingToDo(resource);
  return {
    kind: "modify",
    resource,
    summary: `start ${unit} at boot${live ? " and now" : ""}`,
    changes: [{ path: "enabled", from: enabled[unit] === "enabled", to: true }],
    class: "reversible",
    phase: "configure",
    ...(enabled[unit] === "missing"
      ? { refused: `there is no ${unit}; it comes with the package systemd` }
      : {}),
    files: [],
    operations: [{ do: "enable", unit }],
  };
}

function planFiles(name: string, facts: NetworkFacts, section: NetworkSection): Action<NetworkOperation> {
  const resource = `interface/${name}`;
  const spec = section.interfaces[name];
  if (!spec) return nothingToDo(resource);
  const refused = refusal(name, spec, section, facts.links);
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

/** Interfaces that an earlier document made and this one no longer names */
function planGone(
  facts: NetworkFacts,
  { interfaces }: NetworkSection,
  { owned, stage }: PlanContext,
): Action<NetworkOperation>[] {
  const names = new Set(Object.keys(facts.files).map(path => ownerOf(path) ?? ""));
  const gone = [...names].filter(name => !(name in interfaces) && owned.includes(`interface/${name}`)).sort();
  return gone.map(name => {
    const files = filesOf(name, facts);
    const virtual = files.some(path => path.endsWith(".netdev"));
    return {
      kind: "delete" as const,
      resource: `interface/${name}`,
      summary: `take away interface ${name}, which the document no longer names`,
      changes: files.map(path => goneChange(path, facts)),
      class: "reversible" as const,
      phase: "configure" as const,
      files,
      operations: [
        ...files.map(path => ({ do: "remove" as const, path })),
        ...(stage === "live" ? [{ do: "reload" as const }] : []),
        ...(stage === "live" && virtual ? [{ do: "drop" as const, link: name }] : []),
      ],
    };
  });
}

function planLink(
  name: string,
  { live }: NetworkFacts,
  section: NetworkSection,
  { stage }: PlanContext,
  changed: boolean,
): Action<NetworkOperation> {
  const resource = `link/${name}`;
  const unmet = live ? unmetNeeds(name, section, live.links) : [];
  if (stage === "live" && live && !changed && unmet.length === 0) return nothingToDo(resource);
  return {
    kind: "modify",
    resource,
    summary: `bring up ${name}${unmet.length > 0 ? `: ${unmet.join(", ")}` : ""}`,
    changes: [],
    class: "reversible",
    phase: "configure",
    needsLive: true,
    files: [],
    operations: [...(changed ? [{ do: "reload" as const }] : []), { do: "settle", link: name, section }],
  };
}

function filesOf(name: string, { files }: NetworkFacts): string[] {
  return Object.keys(files)
    .filter(path => ownerOf(path) === name)
    .sort();
}

function fileChange({ path, content }: RenderedFile, facts: NetworkFacts): Change {
  return { ...goneChange(path, facts), to: settingsIn(content) };
}

function goneChange(path: string, { files }: NetworkFacts): Change {
  const from = files[path];
  return from === undefined ? { path } : { path, from: settingsIn(from) };
}

/** A file's settings on one line, for people */
function settingsIn(content: string): string {
  return content
    .split("\n")
    .filter(line => line !== "" && !line.startsWith("#"))
    .join(" ");
}

function describe(name: string, spec: Interface): string {
  const ports = spec.bridge_ports?.length ? ` over ${spec.bridge_ports.join(", ")}` : "";
  const addresses = [...(spec.dhcp ? ["DHCP"] : []), ...(spec.address ? [spec.address].flat() : [])];
  return `configure ${spec.type} ${name}${ports}${addresses.length > 0 ? ` with ${addresses.join(", ")}` : ""}`;
}
