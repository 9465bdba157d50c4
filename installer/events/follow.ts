import { type FileHandle, open } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { isRecordedEvent, type RecordedEvent } from "./event.ts";

/** Reads an event file from its start and then as it grows, until the signal, and then what is left of it */
export async function* followEvents(path: string, signal: AbortSignal): AsyncGenerator<RecordedEvent> {
  let offset = 0;
  let rest = "";
  for (;;) {
    const ending = signal.aborted;
    const { text, restarted } = await readFrom(path, offset);
    if (restarted) {
      offset = 0;
      rest = "";
      continue;
    }
    offset += Buffer.byteLength(text);
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const event = parse(line);
      if (event) yield event;
    }
    if (text !== "") continue;
    if (ending) return;
    await pause(signal);
  }
}

async function readFrom(path: string, offset: number): Promise<{ text: string; restarted: boolean }> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, "r");
    const { size } = await file.stat();
    if (size < offset) return { text: "", restarted: true };
    const buffer = Buffer.alloc(size - offset);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
    // A reader may come between two writes, never inside one: each event is one write.
    return { text: buffer.subarray(0, bytesRead).toString("utf8"), restarted: false };
  } catch {
    return { text: "", restarted: false }; // not there yet
  } finally {
    await file?.close();
  }
}

function parse(line: string): RecordedEvent | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecordedEvent(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

async function pause(signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(250, undefined, { signal });
  } catch {
    // ended while waiting
  }
}
