import { expect, test } from "vitest";
import { pictureQuestions, samePicture } from "./machine-picture.ts";

const seen = (found: string): { what: string; holds: boolean; needs: string; found: string } => ({
  what: "everything below /etc",
  holds: true,
  needs: "the same as before",
  found,
});

test("a file that is new, gone or different makes two pictures of a machine differ", () => {
  const before = "aa /etc/group\nbb /etc/passwd";

  expect(samePicture([seen(before)], [seen(before)])[0]).toMatchObject({ holds: true, found: "the same" });
  expect(samePicture([seen(before)], [seen("aa /etc/group\ncc /etc/passwd")])[0]).toMatchObject({
    holds: false,
    found: "gone: bb /etc/passwd, new: cc /etc/passwd",
  });
});

test("the units that a document brings are in the picture", () => {
  const plugins = { systemd: { custom_units: { "beacon.service": {} } } };

  expect(pictureQuestions({ plugins }).map(({ what }) => what)).toContain("beacon.service");
});
