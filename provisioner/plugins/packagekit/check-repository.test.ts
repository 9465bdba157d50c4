import { describe, expect, test } from "vitest";
import type { Json } from "../../host/json.ts";
import { packagekitPlugin } from "./index.ts";

const key = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEZ0\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n";
const vendor = { uris: "http://packages.example/", suites: "trial", components: "main", key };

describe("the check of repositories", () => {
  const pointers = (repository: Record<string, Json>): string[] => {
    const section = packagekitPlugin.normalise({ repositories: { vendor: repository } });
    const document = { version: 1 as const, plugins: { packagekit: section } };
    return packagekitPlugin
      .open(section)
      .check(document)
      .map(({ pointer }) => pointer);
  };
  const { key: _, components, ...bare } = vendor;

  test.each<[string, Record<string, Json>, string[]]>([
    ["a whole one", vendor, []],
    ["one without a key", { ...bare, components }, ["/repositories/vendor"]],
    ["two keys", { ...vendor, keyring: "/etc/apt/keyrings/a.asc" }, ["/repositories/vendor/keyring"]],
    ["a suite without components", { ...bare, key }, ["/repositories/vendor/suites"]],
    ["a folder with components", { ...vendor, suites: "./" }, ["/repositories/vendor/suites"]],
    ["a folder", { ...bare, key, suites: "./" }, []],
    ["a password", { ...vendor, uris: "https://me:secret@packages.example" }, ["/repositories/vendor/uris"]],
    ["neither address nor suite", { key }, ["/repositories/vendor"]],
    ["what is to go", { state: "absent" }, []],
  ])("looks at %s", (_name, repository, expected) => {
    expect(pointers(repository)).toEqual(expected);
  });
});
