import fc from "fast-check";
import { expect, test } from "vitest";
import { additionalKeys, exactKeys, isWholeKey } from "./authorized-keys.ts";

const line = fc.stringMatching(/^ssh-ed25519 [A-Za-z0-9+/]{8,20} [a-z@]{0,8}$/).map(text => text.trim());

test("an exact file holds the keys in their order and nothing else that sshd would read", () => {
  expect(exactKeys(["ssh-rsa B b ", "ssh-rsa A a"])).toBe(
    "# Written by groundstate from plugins.users; other keys do not stay\nssh-rsa B b\nssh-rsa A a\n",
  );
});

test("additional keys are there once, and what was there stays", () => {
  fc.assert(
    fc.property(fc.array(line), fc.array(line), fc.constantFrom("", "\n"), (there, wanted, ending) => {
      const content = there.join("\n") + (there.length > 0 ? ending : "");
      const once = additionalKeys(content, wanted);

      expect(once.startsWith(content)).toBe(true);
      for (const key of wanted) expect(once.split("\n")).toContain(key);
      expect(additionalKeys(once, wanted)).toBe(once);
    }),
  );
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
