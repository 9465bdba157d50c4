import fc from "fast-check";
import { expect, test } from "vitest";
import { parseGroup, parsePasswd, parseShadow } from "./account-files.ts";

const word = fc.stringMatching(/^[a-z_][a-z0-9_-]{0,12}$/);
const text = fc.stringMatching(/^[^:\n]{0,20}$/);

test("every account that was written is read back", () => {
  const entry = fc.record({
    name: word,
    uid: fc.nat(),
    gid: fc.nat(),
    comment: text,
    home: text,
    shell: text,
  });
  fc.assert(
    fc.property(fc.array(entry), entries => {
      const lines = entries.map(
        ({ name, uid, gid, comment, home, shell }) => `${name}:x:${uid}:${gid}:${comment}:${home}:${shell}\n`,
      );

      expect(parsePasswd(lines.join(""))).toEqual(entries);
    }),
  );
});

test("every group that was written is read back", () => {
  const entry = fc.record({ name: word, gid: fc.nat(), members: fc.array(word) });
  fc.assert(
    fc.property(fc.array(entry), entries => {
      const lines = entries.map(({ name, gid, members }) => `${name}:x:${gid}:${members.join(",")}\n`);

      expect(parseGroup(lines.join(""))).toEqual(entries);
    }),
  );
});

test("lines that are no entries are passed over", () => {
  const odd = "\n# comment\n+::::::\nbroken\nhalf:x:one:2:c:/h:/s\nroot:x:0:0:root:/root:/bin/bash";

  expect(parsePasswd(odd)).toEqual([
    { name: "root", uid: 0, gid: 0, comment: "root", home: "/root", shell: "/bin/bash" },
  ]);
});

test("hashes are found by account", () => {
  expect(parseShadow("a:$6$s$h:1:0:99999:7:::\nb:*:1::::::\n").get("a")).toBe("$6$s$h");
});
