import { Failure } from "../host/failure.ts";
import type { Block } from "../ledger/block.ts";
import { transactionCategory } from "./record.ts";

interface History {
  /** Transactions that changed something and still stand, oldest first */
  standing: string[];
  /** The last one, when the rollback of it came only half-way */
  half: string | undefined;
  /** How the last one ended */
  outcome: Block | undefined;
}

/**
 * Pure: the last transaction that changed anything and still stands, or one that is half rolled back and named. Fails
 * for another one that is named; and without a name where the last one is no more, for nobody then means the one before
 */
export function whichToRollBack(blocks: readonly Block[], named?: string): string {
  const history = readHistory(blocks);
  const { standing, half, outcome } = history;
  const last = standing.at(-1);
  if (named === undefined && outcome?.phase === "abort" && outcome.action !== "rollback")
    throw gone(outcome.txn, history);
  const wanted = named ?? last;
  if (wanted === undefined) {
    throw new Failure({
      kind: "input",
      tried: "cannot roll back",
      found: "no transaction since the installation that changed anything and still stands",
    });
  }
  if (wanted === last || wanted === half) return wanted;
  if (standing.includes(wanted)) throw cannotRollBack(wanted, `transaction ${last} came after it`);
  throw cannotRollBack(wanted, "it is none that changed anything and still stands");
}

/** What a person hears whose transaction has no way back through its checkpoint */
export function cannotRollBack(txn: string, found: string): Failure {
  return new Failure({
    kind: "input",
    tried: `cannot roll back transaction ${txn}`,
    found,
    fix: `its way back is the root file system of before, before-${txn} in the boot menu, if its snapshot is kept`,
  });
}

/** What the installer did is no step to go back */
function readHistory(blocks: readonly Block[]): History {
  const installed = blocks.findLastIndex(({ category }) => category === "install");
  const history: History = { standing: [], half: undefined, outcome: undefined };
  for (const block of blocks.slice(installed + 1)) {
    const { txn, category, action, phase, data } = block;
    if (category !== transactionCategory || (phase !== "commit" && phase !== "abort")) continue;
    history.outcome = block;
    if (phase === "abort") {
      if (action !== "rollback") history.half = data["rolled_back"] === false ? txn : undefined;
      continue;
    }
    const takenBack = data["rolls_back"];
    if (typeof takenBack === "string") {
      history.standing = history.standing.filter(each => each !== takenBack);
      if (history.half === takenBack) history.half = undefined;
    } else if (Number(data["applied"]) > 0) {
      history.standing.push(txn);
      history.half = undefined;
    }
  }
  return history;
}

function gone(txn: string, { standing, half }: History): Failure {
  const last = standing.at(-1);
  const ways = [
    half && `\`groundstate rollback ${half}\` tries that again`,
    last && `\`groundstate rollback ${last}\` takes back the one before it`,
  ];
  return new Failure({
    kind: "input",
    tried: "cannot roll back the last transaction",
    found: `transaction ${txn}, which is ${half ? "rolled back only in part" : "rolled back already"}`,
    fix: ways.filter(Boolean).join("; "),
  });
}
