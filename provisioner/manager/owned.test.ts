import { expect, test } from "vitest";
import { ownedAfter } from "./owned.ts";

test("what a document created is owned, what it only changed is not, what it deleted is forgotten", () => {
  const after = ownedAfter({ users: ["account/old", "account/kept"], lxc: ["container/web"] }, [
    { kind: "create", plugin: "users", resource: "account/admin" },
    { kind: "modify", plugin: "users", resource: "account/root" },
    { kind: "delete", plugin: "users", resource: "account/old" },
    { kind: "delete", plugin: "lxc", resource: "container/web" },
  ]);

  expect(after).toEqual({ users: ["account/admin", "account/kept"] });
});
