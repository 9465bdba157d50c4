import type { RecordedEvent } from "../events/event.ts";
import type { Input } from "../socket/inputs.ts";
import { typeInto } from "./line-editor.ts";
import { renderEvent } from "./render-event.ts";
import { type Situation, situationAfter } from "./situation.ts";
import { thisTerminal } from "./terminal.ts";

/** Where a console's events come from, where its keys go, and what "shell" opens */
export interface ConsoleWires {
  events: AsyncIterable<RecordedEvent>;
  /** False when nobody hears it */
  send(input: Input): Promise<boolean>;
  openShell(): Promise<void>;
}

/** Shows the install on this terminal line by line, and passes on what is typed */
export async function runConsole({ events, send, openShell }: ConsoleWires): Promise<void> {
  let situation: Situation = "busy";
  let line = "";
  let inShell = false;

  const terminal = thisTerminal(characters => {
    if (inShell || situation === "busy") return;
    if (situation === "countdown") {
      void send({ kind: "key" });
      return;
    }
    const typed = typeInto(line, characters);
    line = typed.line;
    terminal.typed(line, typed.echo);
    if (typed.word !== undefined) void answer(typed.word.trim().toLowerCase());
  });

  async function answer(word: string): Promise<void> {
    terminal.prompt(false);
    if (word === "shell") await shell();
    else if (word !== "" && (await send({ kind: "word", word }))) return; // the answer is an event
    terminal.prompt(situation === "word");
  }

  async function shell(): Promise<void> {
    inShell = true;
    terminal.prompt(false);
    terminal.release();
    try {
      await openShell();
    } finally {
      terminal.take();
      inShell = false;
    }
    terminal.print(["Back in the installer."]);
  }

  const held: string[] = [];
  for await (const event of events) {
    const next = situationAfter(event, situation);
    if (next !== "word") terminal.prompt(false);
    if (inShell) held.push(...renderEvent(event));
    else terminal.print([...held.splice(0), ...renderEvent(event)]);
    if (next !== situation) line = "";
    situation = next;
    if (!inShell) terminal.prompt(situation === "word");
  }
  terminal.release();
}
