import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { sendInput } from "./client.ts";
import { inputQueue } from "./inputs.ts";
import { listenForConsoles, parseInput } from "./server.ts";

it("carries what is typed on a console to the installer", async () => {
  const directory = await mkdtemp(join(tmpdir(), "socket-"));
  const path = join(directory, "installer.sock");
  const inputs = inputQueue();
  const server = await listenForConsoles(path, inputs);
  try {
    expect(await sendInput(path, { kind: "key" })).toBe(true);
    expect(await inputs.next()).toEqual({ kind: "key" });
    await sendInput(path, { kind: "word", word: " Retry " });
    expect(await inputs.next()).toEqual({ kind: "word", word: "retry" });
  } finally {
    server.close();
    await rm(directory, { recursive: true });
  }
});

it("says so when no installer is there to hear it", async () => {
  expect(await sendInput(join(tmpdir(), "no-such.sock"), { kind: "key" })).toBe(false);
});

it("takes nothing but keys and words", () => {
  expect(parseInput('{"kind":"word","word":"install"}')).toEqual({ kind: "word", word: "install" });
  for (const line of ["", "install", "null", "[]", '{"kind":"word"}', '{"kind":"run","word":"x"}'])
    expect(parseInput(line)).toBeUndefined();
});
