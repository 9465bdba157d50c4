import { expect, test } from "vitest";
import { plugins } from "../plugins/all.ts";
import type { StateDocument } from "../state/document.ts";
import { openDomains } from "./plan.ts";

function opened(document: StateDocument, only?: string): string[] {
  return openDomains(plugins, document, only).map(({ plugin }) => plugin.name);
}

test("names and disk under bootstrap are looked at, in the order in which they are applied", () => {
  const document: StateDocument = {
    version: 1,
    bootstrap: { hostname: "web1", device: { size: ">=8G" } },
    plugins: { users: {} },
  };

  expect(opened(document)).toEqual(["storage", "identity", "users"]);
  expect(opened(document, "identity")).toEqual(["identity"]);
  expect(opened(document, "storage")).toEqual(["storage"]);
});

test("what a document does not set is left alone, whatever else it tells the installer", () => {
  const bootstrap = { suite: "trixie", unattended: true, wipe: true, finish: "poweroff" } as const;

  expect(opened({ version: 1, bootstrap, plugins: { users: {} } })).toEqual(["users"]);
});

test("a plugin that the document says nothing to cannot be looked at alone", () => {
  const document: StateDocument = { version: 1, bootstrap: { keymap: "de" }, plugins: { users: {} } };

  expect(() => opened(document, "network")).toThrow(/network alone.*one of identity, users/);
});
