import { expect, test } from "vitest";
import { identityOf } from "./identity.ts";

const built = new Date("2026-06-01T00:00:00Z");

test("the medium says where its packages and their security updates come from", () => {
  const archives = { archive: "http://a.example/debian", security: "http://b.example/security" };

  expect(identityOf("1.0.0", built, archives, "apt 3.0\n")).toMatchObject({
    mirror: "http://a.example/debian",
    security: "http://b.example/security",
  });
  expect(identityOf("1.0.0", built, { archive: "http://a.example/debian" }, "")).not.toHaveProperty(
    "security",
  );
});
