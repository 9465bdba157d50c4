import { expect, test } from "vitest";
import { undoAll } from "./undo-all.ts";

test("every part of a way back is tried, and each that failed is named", async () => {
  const done: string[] = [];
  const step = (what: string, trouble?: string) => ({
    what,
    undo: async () => {
      if (trouble) throw new Error(trouble);
      done.push(what);
    },
  });
  const steps = [step("one", "no space"), step("two"), step("three", "read only"), step("four")];

  const undone = undoAll(steps, { tried: "cannot go back", fix: "look" });

  await expect(undone).rejects.toMatchObject({
    kind: "rollback",
    message: "cannot go back: found one: no space; three: read only; look",
  });
  expect(done).toEqual(["two", "four"]);
});

test("a way back on which everything worked ends without a word", async () => {
  await expect(
    undoAll([{ what: "one", undo: async () => undefined }], { tried: "cannot go back", fix: "look" }),
  ).resolves.toBeUndefined();
});
