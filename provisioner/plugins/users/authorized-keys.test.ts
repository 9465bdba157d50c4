import fc from "fast-check";
import { expect, test } from "vitest";
import { additionalKeys, exactKeys, isExact, isWholeKey, withoutOurKeys } from "./authorized-keys.ts";

const line = fc.stringMatching(/^ssh-ed25519 [A-Za-z0-9+/]{8,20} [a-z@]{0,8}$/).map(text => text.trim());

test("an exact file holds the keys in their order and nothing else that sshd would read", () => {
  expect(exactKeys(["ssh-rsa B b ", "ssh-rsa A a"])).toBe(
    "# Written by groundstate from plugins.users; other keys do not stay\nssh-rsa B b\nssh-rsa A a\n",
  );
});

test("additional keys are there once, what was there stays, and those of an earlier document go", () => {
  const lines = fc.array(line);
  fc.assert(
    fc.property(lines, lines, lines, fc.constantFrom("", "\n"), (there, first, second, ending) => {
      const content = there.join("\n") + (there.length > 0 ? ending : "");
      const once = additionalKeys(content, first);
      const twice = additionalKeys(once, second);

      expect(once.startsWith(content)).toBe(true);
      for (const key of second)
        expect(twice.split("\n").filter(other => other === key)).toHaveLength(
          Math.max(1, there.filter(other => other === key).length),
        );
      expect(additionalKeys(twice, second)).toBe(twice);
      expect(twice.split("\n").filter(other => first.includes(other))).toEqual(
        twice
          .split("\n")
          .filter(other => first.includes(other) && (there.includes(other) || second.includes(other))),
      );
      expect((withoutOurKeys(twice) ?? twice).replace(/\n$/, "")).toBe(there.join("\n"));
    }),
  );
});

test("a key that somebody adds below ours changes nothing, and ours are renewed where they stand", () => {
  const ours = additionalKeys("ssh-rsa A above\n", ["ssh-rsa B ours"]);
  const copied = `${ours}ssh-rsa C below\n`;

  expect(additionalKeys(copied, ["ssh-rsa B ours"])).toBe(copied);
  expect(additionalKeys(`${ours}ssh-rsa B ours`, ["ssh-rsa B ours"])).toBe(`${ours}ssh-rsa B ours`);
  expect(additionalKeys(copied, ["ssh-rsa D new"])).toBe(copied.replace("ssh-rsa B ours", "ssh-rsa D new"));
  expect(additionalKeys(copied, ["ssh-rsa C below"])).toBe("ssh-rsa A above\nssh-rsa C below\n");
});

test("a file that was exact keeps what somebody added when it becomes additional", () => {
  const exact = `${exactKeys(["ssh-rsa A a", "ssh-rsa B b"])}ssh-rsa C hand\n`;

  const additional = additionalKeys(exact, ["ssh-rsa A a"]);

  expect(isExact(additional)).toBe(false);
  expect(withoutOurKeys(additional)).toBe("ssh-rsa B b\nssh-rsa C hand\n");
});

test("half of our marks marks nothing, so nothing goes with it", () => {
  const [begin = ""] = additionalKeys("", ["ssh-rsa A a"]).split("\n");

  expect(withoutOurKeys(`${begin}\nssh-rsa B b\n`)).toBeUndefined();
});

test.each([
  ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPbmkKPBfcG3FG7bz2pTTFDPMXvxYZnVvZ0tSmrPZ7Aa admin@laptop", true],
  [
    'from="10.0.0.0/8" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPbmkKPBfcG3FG7bz2pTTFDPMXvxYZnVvZ0tSmrPZ7Aa',
    true,
  ],
  ["ssh-ed25519 AAAA...", false],
  ["ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIPbmkKPBfcG3FG7bz2pTTFDPMXvxYZnVvZ0tSmrPZ7Aa", false],
  ["nonsense", false],
])("sshd could read %s: %s", (key, whole) => {
  expect(isWholeKey(key)).toBe(whole);
});
