import { createHash } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { describeError, Failure } from "../host/failure.ts";
import { isObject } from "../host/json.ts";
import type { Machine } from "../manager/machine.ts";
import { stateDirectory } from "../manager/paths.ts";
import type { ReadDocument } from "../manager/read-document.ts";
import { applyDocument } from "../manager/transaction.ts";
import { isSameMoment, type Moment, momentText, oneOfEachSort, spread } from "./moment.ts";
import { camera, differences, type Picture } from "./picture.ts";
import { watchedMachine } from "./watched-machine.ts";

/** What came of one fault; `problems` is empty when everything is as before and the ledger says so */
export interface FaultOutcome {
  fault: string;
  /** Whose action it struck; all of them at the end of the whole plan */
  plugin: string;
  seconds: number;
  problems: string[];
}

type Accepted = Extract<ReadDocument, { text: string }>;

/** Seconds that a machine may take to be again what it was: leases, services that start */
const settleSeconds = 30;

/** First goes through the whole plan, noting its moments, and fails at its end; then fails at one moment of each sort, of at most so many */
export async function* tryEveryFault(
  machine: Machine,
  document: Accepted,
  most: number,
): AsyncGenerator<FaultOutcome> {
  const take = camera(machine.host);
  const before = await take();
  const moments: Moment[] = [];
  const attempt = { machine, document, take, before };
  yield await tryFault(attempt, {
    name: "the end of the whole plan",
    note: moment => void moments.push(moment),
  });
  for (const wanted of spread(oneOfEachSort(moments), most)) {
    const last = moments.filter(({ plugin }) => plugin === wanted.plugin).at(-1);
    yield await tryFault(attempt, { name: momentText(wanted), wanted, ...(last && { last }) });
  }
}

interface Attempt {
  machine: Machine;
  document: Accepted;
  take: () => Promise<Picture>;
  before: Picture;
}

interface Fault {
  name: string;
  /** Without one, everything is applied, and then it fails */
  wanted?: Moment;
  /** The plugin's last moment: later than that, nothing may go on */
  last?: Moment;
  note?: (moment: Moment) => void;
}

const words = "a fault of the test";

async function tryFault(attempt: Attempt, fault: Fault): Promise<FaultOutcome> {
  const start = performance.now();
  const problems = await applyWithFault(attempt, fault);
  problems.push(...(await ledgerProblems(attempt.machine)));
  problems.push(...(await pictureProblems(attempt)));
  const seconds = Math.round((performance.now() - start) / 100) / 10;
  return { fault: fault.name, plugin: fault.wanted?.plugin ?? "all", seconds, problems };
}

async function applyWithFault({ machine, document }: Attempt, fault: Fault): Promise<string[]> {
  let came = false;
  const watched = watchedMachine(machine, moment => {
    fault.note?.(moment);
    if (fault.wanted && isSameMoment(moment, fault.wanted)) came = true;
    if (came || (fault.last && isSameMoment(moment, fault.last)))
      throw new Failure({ kind: "machine", tried: words });
  });
  const { text } = document;
  // a document of its own: what fails three times with the same one is left alone for a while
  const sha256 = createHash("sha256").update(fault.name).digest("hex");
  const only = fault.wanted?.plugin;
  const report = (line: string): void => console.error(line);
  const request = { document: document.document, text, sha256, report, ...(only !== undefined && { only }) };
  try {
    await applyDocument(fault.wanted ? watched : failingAtItsEnd(watched), request);
  } catch (error) {
    const said = describeError(error);
    if (error instanceof Failure && error.kind === "rollback") return [said];
    return came || !fault.wanted ? [] : [`the moment did not come: ${said}`];
  }
  return ["the apply went through"];
}

/** Everything is applied and verified, and then the file of what documents made cannot be written */
function failingAtItsEnd(machine: Machine): Machine {
  const { host } = machine;
  const write: typeof host.files.write = async (path, ...rest) => {
    if (path === `${stateDirectory}/owned.json` && failing) {
      failing = false;
      throw new Failure({ kind: "machine", tried: words });
    }
    await host.files.write(path, ...rest);
  };
  let failing = true;
  return { ...machine, host: { ...host, files: { ...host.files, write } } };
}

async function ledgerProblems({ host }: Machine): Promise<string[]> {
  const text = (await host.files.read(`${stateDirectory}/ledger.jsonl`)) ?? "";
  const block: unknown = JSON.parse(text.trimEnd().split("\n").at(-1) ?? "null");
  const data = isObject(block) ? block["data"] : undefined;
  if (!isObject(block) || !isObject(data)) return ["the ledger ends with no block"];
  const { rolled_back, left, reason } = data;
  if (block["phase"] !== "abort" || rolled_back !== true)
    return [`the ledger ends with ${JSON.stringify(data)}`];
  const kept = Array.isArray(left) ? left.map(line => `the rollback left: ${String(line)}`) : [];
  return String(reason).includes(words) ? kept : [...kept, `the reason in the ledger: ${String(reason)}`];
}

async function pictureProblems({ take, before }: Attempt): Promise<string[]> {
  const until = performance.now() + settleSeconds * 1000;
  for (;;) {
    const changed = differences(before, await take());
    if (changed.length === 0 || performance.now() > until) return changed.slice(0, 20);
    await setTimeout(1000);
  }
}
