import { type Action, type Change, nothingToDo } from "../../contract/action.ts";
import type { PlanContext } from "../../contract/plugin.ts";
import { type ForwardingOperation, planForwarding } from "./forwarding.ts";
import { lockout } from "./lockout.ts";
import { type FirewallFacts, loaderUnit } from "./query.ts";
import { renderRuleset, rulesetPath } from "./render.ts";
import type { FirewallSection } from "./schema.ts";

/** What applying can do */
export type FirewallOperation =
  | { do: "write"; content: string }
  | { do: "enable" }
  /** Replaces our table in the kernel by what the file says */
  | { do: "load" }
  | ForwardingOperation;

/** Pure: the file, the unit that loads it at boot, the table in the kernel, forwarding; nothing where nothing is said */
export function planFirewall(
  facts: FirewallFacts,
  section: FirewallSection,
  context: PlanContext,
): Action<FirewallOperation>[] {
  const { rules, default_policy, nat, forwarding } = section;
  const speaks = [rules, default_policy, nat].some(part => part !== undefined);
  return [
    ...(speaks ? [planFile(facts, section), planLoader(facts), planTable(facts, section, context)] : []),
    ...(forwarding && facts.forwarding ? [planForwarding(facts.forwarding, forwarding, context)] : []),
  ];
}

function planFile({ file, complaint }: FirewallFacts, section: FirewallSection): Action<FirewallOperation> {
  const content = renderRuleset(section);
  if (file === content) return nothingToDo("file/firewall.nft");
  const rules = section.rules?.length ?? 0;
  return {
    kind: file === undefined ? "create" : "modify",
    resource: "file/firewall.nft",
    summary: `write the firewall's ${rules} rules to ${rulesetPath}`,
    changes: lineChanges(lines(file ?? ""), lines(content)),
    class: "reversible",
    phase: "configure",
    ...(complaint === undefined ? {} : { refused: `nft refuses the rules: ${complaint}` }),
    files: [rulesetPath],
    operations: [{ do: "write", content }],
  };
}

function planLoader({ loader }: FirewallFacts): Action<FirewallOperation> {
  const resource = `unit/${loaderUnit}`;
  if (loader === "enabled") return nothingToDo(resource);
  const action: Action<FirewallOperation> = {
    kind: "modify",
    resource,
    summary: "load the firewall at boot",
    changes: [{ path: "enabled", from: false, to: true }],
    class: "reversible",
    phase: "configure",
    files: [],
    operations: [{ do: "enable" }],
  };
  if (loader === "disabled") return action;
  return {
    ...action,
    refused: `there is no unit ${loaderUnit} to load the rules at boot; reinstall the package groundstate`,
  };
}

/** Rules that are loaded already shut nobody out anew, so only a change is asked whether it does */
function planTable(
  { loaded, wanted, sessions = [] }: FirewallFacts,
  section: FirewallSection,
  { stage, force }: PlanContext,
): Action<FirewallOperation> {
  const resource = "table/groundstate";
  const changes = lineChanges(loaded ?? [], wanted ?? []);
  if (stage === "live" && loaded && wanted && changes.length === 0) return nothingToDo(resource);
  const danger = stage === "live" ? lockout(section, sessions) : undefined;
  return {
    kind: loaded ? "modify" : "create",
    resource,
    summary: `load the firewall's rules into the kernel${danger && force ? `, forced: ${danger}` : ""}`,
    changes: loaded ? changes : [], // all of it: the file's changes say what
    class: "reversible",
    phase: "configure",
    needsLive: true,
    ...(danger === undefined || force ? {} : { refused: danger }),
    files: [],
    operations: [{ do: "load" }],
  };
}

/** Lines that go and lines that come; a mere change of order shows as the whole order */
function lineChanges(from: readonly string[], to: readonly string[]): Change[] {
  const changes = [
    ...from.filter(line => !to.includes(line)).map(line => ({ path: "rule", from: line })),
    ...to.filter(line => !from.includes(line)).map(line => ({ path: "rule", to: line })),
  ];
  const same = from.length === to.length && from.every((line, index) => line === to[index]);
  return changes.length > 0 || same ? changes : [{ path: "order", from: [...from], to: [...to] }];
}

function lines(text: string): string[] {
  return text
    .split("\n")
    .map(line => line.trim())
    .filter(line => line !== "" && !line.startsWith("#"));
}
