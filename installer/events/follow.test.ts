import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openEventLog } from "./event-log.ts";
import { followEvents } from "./follow.ts";

const clock = { now: () => new Date(0), sleep: async () => undefined };
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "events-"));
});
afterEach(() => rm(directory, { recursive: true }));

it("shows a late reader everything, up to the last event before the end", async () => {
  const path = join(directory, "events.jsonl");
  const emit = openEventLog(path, clock);
  emit({ event: "notice", text: "one" });
  const ended = new AbortController();
  const seen: string[] = [];
  const reader = (async () => {
    for await (const event of followEvents(path, ended.signal))
      if (event.event === "notice") seen.push(event.text);
  })();
  emit({ event: "notice", text: "two" });
  ended.abort();
  await reader;

  expect(seen).toEqual(["one", "two"]);
});

it("waits for the file, passes over what is no event, and starts anew when the file does", async () => {
  const path = join(directory, "events.jsonl");
  const ended = new AbortController();
  const events = followEvents(path, ended.signal);
  const first = events.next();
  await writeFile(path, 'no json\n{"at":"x","event":"notice","text":"a longer first text"}\n');
  expect((await first).value).toMatchObject({ text: "a longer first text" });

  const second = events.next();
  await writeFile(path, '{"at":"x","event":"notice","text":"new"}\n');
  expect((await second).value).toMatchObject({ text: "new" });

  const third = events.next();
  await appendFile(path, '{"at":"x","event":"notice",');
  await appendFile(path, '"text":"in two parts"}\n');
  expect((await third).value).toMatchObject({ text: "in two parts" });
  ended.abort();
});
