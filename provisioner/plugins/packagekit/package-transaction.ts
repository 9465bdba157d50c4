import type { BusSignal } from "../../host/bus.ts";
import { buses } from "../../host/bus-names.ts";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { type PackageNews, packagesIn } from "./package-signals.ts";

/** One method of org.freedesktop.PackageKit.Transaction */
export interface TransactionCall {
  member: string;
  signature: string;
  body: unknown[];
  /** For messages: "install vim, tmux" */
  purpose: string;
}

const timeLimitSeconds = 3600;
const success = 1; // PK_EXIT_ENUM_SUCCESS

/** PkErrorEnum: no network, download failed, no lock, repository not available, no more mirrors */
const worthAnotherTry = new Set([2, 10, 26, 37, 43]);

/** Runs one PackageKit transaction to its end and gives all that it told of packages */
export async function runTransaction(
  host: Host,
  call: TransactionCall,
  onNews: (news: PackageNews) => void = () => undefined,
): Promise<PackageNews[]> {
  const path = await createTransaction(host);
  const outcome = transactionOutcome(call.purpose, onNews);
  const deaf = [
    await host.bus.listen(path, outcome.hear),
    await host.bus.listen(buses.standard.path, outcome.hear),
  ];
  const timer = setTimeout(outcome.late, timeLimitSeconds * 1000);
  try {
    await callTransaction(host, path, "SetHints", "as", [["background=false", "interactive=false"]]);
    await callTransaction(host, path, call.member, call.signature, call.body);
    return await outcome.finished;
  } finally {
    clearTimeout(timer);
    for (const stop of deaf) stop();
  }
}

async function createTransaction(host: Host): Promise<string> {
  const { name, path, main } = buses.packagekit;
  const [created] = await host.bus.call({
    destination: name,
    path,
    interface: main,
    member: "CreateTransaction",
  });
  if (typeof created === "string") return created;
  throw new Failure({
    kind: "machine",
    tried: "cannot begin a transaction with PackageKit",
    found: `${String(created)} as its path`,
    needs: "a PackageKit that answers CreateTransaction with a path",
    fix: "systemctl restart packagekit, then look at journalctl --unit packagekit",
  });
}

async function callTransaction(
  host: Host,
  path: string,
  member: string,
  signature: string,
  body: unknown[],
): Promise<void> {
  const { name, transaction } = buses.packagekit;
  await host.bus.call({ destination: name, path, interface: transaction, member, signature, body });
}

interface Outcome {
  finished: Promise<PackageNews[]>;
  hear(signal: BusSignal): void;
  late(): void;
}

function transactionOutcome(purpose: string, onNews: (news: PackageNews) => void): Outcome {
  const told: PackageNews[] = [];
  let error: { code: number; details: string } | undefined;
  let resolve: (news: PackageNews[]) => void = () => undefined;
  let reject: (failure: Failure) => void = () => undefined;
  const finished = new Promise<PackageNews[]>((fulfil, fail) => {
    resolve = fulfil;
    reject = fail;
  });
  finished.catch(() => undefined); // a call may fail first, and then nobody awaits this

  function hear(signal: BusSignal): void {
    const [first, second, third] = signal.body;
    for (const news of packagesIn(signal)) {
      told.push(news);
      onNews(news);
    }
    if (signal.member === "ErrorCode") error = { code: Number(first), details: String(second) };
    if (signal.member === "Finished") {
      if (first === success) resolve(told);
      else reject(failed(purpose, error ?? { code: 0, details: `exit ${String(first)} without an error` }));
    }
    if (signal.member === "NameOwnerChanged" && first === buses.packagekit.name && third === "") {
      reject(failed(purpose, { code: 0, details: "the PackageKit daemon ended before it was done" }));
    }
  }

  const late = (): void =>
    reject(failed(purpose, { code: 2, details: `no end within ${timeLimitSeconds} s` }));
  return { finished, hear, late };
}

function failed(purpose: string, { code, details }: { code: number; details: string }): Failure {
  return new Failure({
    kind: worthAnotherTry.has(code) ? "transient" : "machine",
    tried: `PackageKit could not ${purpose}`,
    found: details.trim().replaceAll(/\s*\n\s*/g, " | "),
    fix: "see journalctl --unit packagekit, and what apt-get check says",
  });
}
