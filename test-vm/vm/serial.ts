import { createWriteStream } from "node:fs";
import { createConnection } from "node:net";
import { Failure } from "../../provisioner/host/failure.ts";
import { withoutTerminalCodes } from "./terminal-text.ts";

/** A machine's serial console */
export interface SerialConsole {
  /** Waits for text that came after the last match; fails with the console's last 30 lines */
  waitFor(pattern: RegExp, seconds: number): Promise<RegExpExecArray>;
  /** Types characters, as a person at the terminal would */
  send(text: string): void;
  /** Everything seen so far, terminal codes removed */
  text(): string;
  lastLines(count: number): string;
  close(): void;
}

interface Waiter {
  look(): void;
  giveUp(found: string): void;
}

/** Connects to the console's socket; each line goes to the log with the seconds since the start */
export async function openSerial(socketPath: string, logPath: string): Promise<SerialConsole> {
  const socket = createConnection(socketPath);
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  const log = lineLog(logPath);
  const waiters = new Set<Waiter>();
  let lines = ""; // whole lines, cleaned once
  let partial = ""; // the line being written, as it came
  let position = 0;
  let open = true;

  socket.setEncoding("utf8");
  socket.on("data", chunk => {
    log.add(String(chunk));
    partial += String(chunk);
    const end = partial.lastIndexOf("\n") + 1;
    lines += withoutTerminalCodes(partial.slice(0, end));
    partial = partial.slice(end);
    for (const waiter of [...waiters]) waiter.look();
  });
  const closed = (): void => {
    if (!open) return;
    open = false;
    log.end();
    for (const waiter of [...waiters]) waiter.giveUp("the machine ended");
  };
  socket.on("close", closed);
  socket.on("error", closed);

  const text = (): string => lines + withoutTerminalCodes(partial);
  const lastLines = (count: number): string => lastLinesOf(text(), count);
  const search = (pattern: RegExp): RegExpExecArray | undefined => {
    const seen = text();
    const match = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, "")).exec(seen.slice(position));
    if (!match) return undefined;
    position += match.index + match[0].length;
    return match;
  };
  const waitFor = (pattern: RegExp, seconds: number): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const fail = (found: string): void => {
        done();
        reject(notSeen(pattern, found, lastLines(30)));
      };
      const timer = setTimeout(() => fail(`nothing like it within ${seconds} s`), seconds * 1000);
      const waiter: Waiter = {
        look: () => {
          const match = search(pattern);
          if (!match) return;
          done();
          resolve(match);
        },
        giveUp: fail,
      };
      const done = (): void => {
        clearTimeout(timer);
        waiters.delete(waiter);
      };
      waiters.add(waiter);
      waiter.look();
      if (!open && waiters.has(waiter)) fail("the machine ended");
    });

  return { waitFor, text, lastLines, send: words => socket.write(words), close: () => socket.destroy() };
}

function notSeen(pattern: RegExp, found: string, lines: string): Failure {
  return new Failure({
    kind: "machine",
    tried: `waiting for ${pattern} on the serial console`,
    found: `${found}; its last lines:\n${lines}\n`,
  });
}

function lastLinesOf(text: string, count: number): string {
  return text
    .split("\n")
    .filter(line => line.trim() !== "")
    .slice(-count)
    .map(line => `  | ${line}`)
    .join("\n");
}

function lineLog(path: string): { add(chunk: string): void; end(): void } {
  const file = createWriteStream(path, { flags: "a" });
  const start = Date.now();
  let partial = "";
  const write = (line: string): void => {
    const seconds = ((Date.now() - start) / 1000).toFixed(1).padStart(7);
    file.write(`${seconds} ${withoutTerminalCodes(line)}\n`);
  };
  return {
    add: chunk => {
      const lines = (partial + chunk).split("\n");
      partial = lines.pop() ?? "";
      for (const line of lines) write(line);
    },
    end: () => {
      if (partial !== "") write(partial);
      file.end();
    },
  };
}
