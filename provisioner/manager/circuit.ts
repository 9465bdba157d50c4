import { Failure } from "../host/failure.ts";
import type { Block } from "../ledger/block.ts";
import type { Plan } from "./plan.ts";

/** So many transactions in a row must one plugin spoil before it is left alone */
const failuresInARow = 3;
const firstRestMinutes = 15;
const longestRestMinutes = 24 * 60;

/** A plugin that keeps failing with a document, and until when it is not tried again with that document */
export interface RestingPlugin {
  plugin: string;
  document_sha256: string;
  failures: number;
  until: Date;
}

interface Streak {
  sha256: string;
  failures: number;
  last: number;
}

/** Pure: the plugins that rest now, by what the ledger says of transactions; each further failure doubles the rest */
export function restingPlugins(blocks: readonly Block[], now: Date): RestingPlugin[] {
  return [...streaks(blocks)].flatMap(([plugin, { sha256, failures, last }]) => {
    const rest = firstRestMinutes * 2 ** (failures - failuresInARow);
    const until = last + Math.min(rest, longestRestMinutes) * 60_000;
    // a clock that went back must not make a rest longer
    const rests = failures >= failuresInARow && last <= now.getTime() && now.getTime() < until;
    return rests ? [{ plugin, document_sha256: sha256, failures, until: new Date(until) }] : [];
  });
}

/** Stops a plan that needs a plugin which rests: all or nothing, so nothing is begun */
export function refuseResting({ todo }: Plan, sha256: string, resting: readonly RestingPlugin[]): void {
  const needed = resting.filter(
    ({ plugin, document_sha256 }) =>
      document_sha256 === sha256 && todo.some(action => action.plugin === plugin),
  );
  if (needed.length === 0) return;
  throw new Failure({
    kind: "busy",
    tried: "the document is left alone for now",
    found: needed.map(restingText).join("; "),
    fix: `change the document, or try at once with --plugin ${needed[0]?.plugin}`,
  });
}

/** For the person: which plugin is left alone, why, and until when */
export function restingText({ plugin, failures, until }: RestingPlugin): string {
  const time = until.toISOString().replace(/\.\d+/, "");
  return `${plugin} failed in ${failures} transactions in a row and is not tried again before ${time}`;
}

/** Failures of each plugin with the same document since its last success */
function streaks(blocks: readonly Block[]): Map<string, Streak> {
  const found = new Map<string, Streak>();
  let sha256 = "";
  let worked = new Set<string>();
  for (const { phase, data, metadata, timestamp } of blocks) {
    const { plugin } = metadata;
    if (phase === "intent") {
      sha256 = String(data["document_sha256"]);
      worked = new Set();
    }
    if (phase === "done" && plugin !== null) worked.add(plugin);
    if (phase === "commit") for (const each of worked) found.delete(each);
    if (phase === "abort" && plugin !== null) {
      const before = found.get(plugin);
      const failures = before?.sha256 === sha256 ? before.failures + 1 : 1;
      found.set(plugin, { sha256, failures, last: Date.parse(timestamp) });
    }
  }
  return found;
}
