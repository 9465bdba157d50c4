import { type Action, nothingToDo } from "../../contract/action.ts";
import type { PlanContext } from "../../contract/plugin.ts";
import type { NetworkOperation } from "./operation.ts";
import { filesOf, goneChange, makersOf } from "./plan-files.ts";
import type { NetworkFacts } from "./query.ts";
import { netdevFile, ownerOf } from "./render.ts";
import type { NetworkSection } from "./schema.ts";
import { isVirtual } from "./topology.ts";

/** Pure: interfaces that are to be absent, and those that an earlier document made and this one no longer names */
export function planGone(
  facts: NetworkFacts,
  section: NetworkSection,
  context: PlanContext,
): Action<NetworkOperation>[] {
  const { interfaces } = section;
  const absent = Object.keys(interfaces).filter(name => interfaces[name]?.state === "absent");
  const left = Object.keys(facts.files)
    .map(path => ownerOf(path) ?? "")
    .filter(name => !(name in interfaces) && isOwned(name, context));
  return [
    ...[...new Set(left)].sort().map(name => planLeft(name, facts, section, context)),
    ...absent.sort().map(name => planAbsent(name, facts, section, context)),
  ];
}

function isOwned(name: string, { owned }: PlanContext): boolean {
  return owned.includes(`interface/${name}`);
}

function planLeft(
  name: string,
  facts: NetworkFacts,
  section: NetworkSection,
  context: PlanContext,
): Action<NetworkOperation> {
  return takeAway(name, `${name}, which the document no longer names`, facts, section, context);
}

function planAbsent(
  name: string,
  facts: NetworkFacts,
  section: NetworkSection,
  context: PlanContext,
): Action<NetworkOperation> {
  if (filesOf(name, facts).length > 0) return takeAway(name, name, facts, section, context);
  const resource = `interface/${name}`;
  const spec = section.interfaces[name];
  const link = facts.live?.links.find(candidate => candidate.name === name);
  const isThere = spec !== undefined && isVirtual(spec) && link !== undefined;
  // an end of a pair without a file of its own goes with the other end
  const others = makersOf(name, facts.files).map(path => ownerOf(path) ?? "");
  const goesAlong = others.some(other => other in section.interfaces || isOwned(other, context));
  if (!isThere || goesAlong) return nothingToDo(resource);
  return {
    ...nothingToDo(resource),
    kind: "delete",
    summary: `take away interface ${name}`,
    refused: `there is a link ${name}, but no file of ours made it; take it away where it was made`,
  };
}

function takeAway(
  name: string,
  what: string,
  facts: NetworkFacts,
  section: NetworkSection,
  { stage }: PlanContext,
): Action<NetworkOperation> {
  const files = filesOf(name, facts);
  const virtual = files.some(path => path.endsWith(".netdev"));
  const goes = virtual && !staysInPair(name, facts, section);
  return {
    kind: "delete",
    resource: `interface/${name}`,
    summary: `take away interface ${what}`,
    changes: files.map(path => goneChange(path, facts)),
    class: "reversible",
    phase: "configure",
    files,
    operations: [
      ...files.map(path => ({ do: "remove" as const, path })),
      ...(stage === "live" ? [{ do: "reload" as const }] : []),
      ...(stage === "live" && goes ? [{ do: "drop" as const, link: name }] : []),
    ],
  };
}

/** Of a pair, the entry of the other end may be left, and makes both */
function staysInPair(name: string, { files }: NetworkFacts, { interfaces }: NetworkSection): boolean {
  return Object.entries(interfaces).some(
    ([other, { veth, state }]) =>
      state !== "absent" && veth?.peer === name && makersOf(other, files).includes(netdevFile(name)),
  );
}
