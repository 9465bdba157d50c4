import { formatProblems } from "../../provisioner/state/format-problems.ts";
import type { Choice, InstallEvent, LedgerSeal, StepTime } from "../events/event.ts";
import type { Finish } from "../kernel-command-line.ts";
import { wrap } from "./wrap.ts";

/** The lines that an event puts on a plain console of 80 columns; none for what only logs keep */
export function renderEvent(event: InstallEvent): string[] {
  switch (event.event) {
    case "started":
      return [`Groundstate ${event.version} installer, ${event.medium}`];
    case "notice":
      return wrap(event.text);
    case "source-found":
      return [...wrap(`Document: ${event.origin}`), `  sha256 ${event.sha256}`];
    case "no-source":
      return howToHandADocument;
    case "problems":
      return rejected(event.origin, event.problems);
    case "plan":
      return ["", "The plan", ...event.lines.flatMap(line => wrap(`  ${line}`, "    "))];
    case "countdown":
      return countdown(event.seconds);
    case "countdown-stopped":
      return ["Stopped by a key. Nothing was written."];
    case "word-needed":
      return [...wrap(event.why), `Type "${event.word}" and Enter to go on, anything else to stop.`];
    case "consent":
      return [consentGiven[event.by]];
    case "step-started":
      return [`[${String(event.index).padStart(2)}/${event.total}] ${event.title}`];
    case "step-progress":
      return [`        ${Math.floor((event.done / event.total) * 100)} %`];
    case "steps":
    case "step-line":
      return []; // for the log, and for a screen that shows the whole
    case "step-finished":
      return [`        done in ${event.seconds.toFixed(1)} s`];
    case "step-failed":
      return failed(event.title, event.error, event.lines);
    case "step-undone":
      return event.error === undefined
        ? [`Taken back: ${event.title}`]
        : wrap(`Could not take back: ${event.title}: ${event.error}`);
    case "stopped":
      return wrap(`groundstate: install stopped: ${event.reason}`);
    case "waiting-for-choice":
      return choices(event.choices);
    case "choice":
      return [`> ${event.word}`];
    case "finished":
      return finished(event.seconds, event.times, event.ledger, event.finish);
  }
}

const consentGiven = {
  document: "Consent: the document says bootstrap.unattended",
  "command line": "Consent: unattended, says the command line",
  console: "Consent: typed on a console",
};

const howToHandADocument = [
  "No document was found. Hand one over in one of these ways, then type retry:",
  "  - a volume labelled GROUNDSTATE with state.json or state.yaml at its root",
  "    (plug in a stick now; it is only read)",
  "  - groundstate.state=URL on the kernel command line (http, https, file)",
  "  - the systemd credential groundstate.state (SMBIOS, fw_cfg, boot loader)",
  "  - /groundstate/state.json on the boot medium",
];

function rejected(origin: string, problems: Parameters<typeof formatProblems>[1]): string[] {
  const lines = formatProblems(origin, problems).split("\n");
  return ["", ...lines.flatMap(line => wrap(line)), "groundstate: document rejected"];
}

function countdown(seconds: number): string[] {
  if (seconds === 10 || seconds === 5 || seconds <= 3)
    return [`Installing in ${seconds} s. Any key stops it.`];
  return [];
}

function failed(title: string, error: string, lines: readonly string[]): string[] {
  return [
    "",
    `FAILED: ${title}`,
    ...wrap(`  ${error}`),
    ...lines.flatMap(line => wrap(`  | ${line}`, "  | ")),
  ];
}

function choices(list: readonly Choice[]): string[] {
  return ["", "Type a word and Enter:", ...list.map(({ word, meaning }) => `  ${word.padEnd(10)}${meaning}`)];
}

const lastWords: Record<Finish, string> = {
  poweroff: "Switching off.",
  reboot: "Restarting into the new system.",
  stay: "This system stays up; the new one starts when the machine is started from its disk.",
};

function finished(seconds: number, times: readonly StepTime[], ledger: LedgerSeal, finish: Finish): string[] {
  return [
    "",
    "Seconds per step",
    ...times.map(time => `  ${time.step.padEnd(16)}${time.seconds.toFixed(1).padStart(7)}`),
    `Ledger key  ${ledger.fingerprint}`,
    ...wrap(`Ledger head ${ledger.head}`),
    "Keep these two lines: the ledger can be checked against them later.",
    `groundstate: install finished in ${Math.round(seconds)} s`,
    lastWords[finish],
  ];
}
