import { expect, test } from "vitest";
import { bootEditedEntry } from "./boot-menu.ts";

test("the words are typed at the end of the kernel's line, and only once the editor is there", async () => {
  const deeds: string[] = [];
  const serial = {
    send: (text: string) => deeds.push(text),
    waitFor: async (pattern: RegExp) => {
      deeds.push(`sees ${pattern.source}`);
      return /x/.exec("x") ?? expect.fail();
    },
  };

  await bootEditedEntry(serial, { kernelLine: 3, words: "quiet" });

  expect(deeds).toEqual([
    "e",
    "sees setparams",
    "\x0e\x0e\x0e\x05 quiet",
    "\x18",
    "sees Booting a command list",
  ]);
});
