import { isObject } from "../../provisioner/host/json.ts";
import type { Problem } from "../../provisioner/state/problem.ts";
import type { Finish } from "../kernel-command-line.ts";

/** A word that a person may type on a console, and what it does */
export interface Choice {
  word: string;
  meaning: string;
}

/** How long a step took */
export interface StepTime {
  step: string;
  seconds: number;
}

/** The head of the ledger, as it is shown and kept */
export interface LedgerSeal {
  fingerprint: string;
  head: string;
}

/**
 * Everything that happens during an install. The line console, events.jsonl and the ledger of steps
 * read this one stream; no event ever holds the document or a secret of it
 */
export type InstallEvent =
  | { event: "started"; version: string; medium: string }
  | { event: "notice"; text: string }
  | { event: "source-found"; origin: string; sha256: string }
  | { event: "no-source" }
  | { event: "problems"; origin: string; problems: Problem[] }
  | { event: "plan"; lines: string[] }
  | { event: "countdown"; seconds: number }
  | { event: "countdown-stopped" }
  | { event: "word-needed"; word: string; why: string }
  | { event: "consent"; by: "document" | "command line" | "console" }
  | { event: "steps"; steps: { step: string; title: string; weight: number }[] }
  | { event: "step-started"; step: string; title: string; index: number; total: number }
  | { event: "step-progress"; step: string; done: number; total: number }
  | { event: "step-line"; step: string; line: string }
  | { event: "step-finished"; step: string; title: string; seconds: number }
  | { event: "step-failed"; step: string; title: string; seconds: number; error: string; lines: string[] }
  | { event: "step-undone"; step: string; title: string; error?: string }
  | { event: "stopped"; reason: string }
  | { event: "waiting-for-choice"; choices: Choice[] }
  | { event: "choice"; word: string }
  | { event: "finished"; seconds: number; times: StepTime[]; ledger: LedgerSeal; finish: Finish };

/** An event with the moment it happened */
export type RecordedEvent = InstallEvent & { at: string };

/** Hands an event to whoever listens */
export type Emit = (event: InstallEvent) => void;

/** True for a line of events.jsonl, once parsed */
export function isRecordedEvent(value: unknown): value is RecordedEvent {
  return isObject(value) && typeof value["event"] === "string" && typeof value["at"] === "string";
}
