import { expect, test } from "vitest";
import { debianSources, sourceLines } from "./mirror.ts";

test("security updates are asked for where the security archive is", () => {
  const mirror = { archive: "http://a.example/debian", security: "http://b.example/security" };
  expect(sourceLines(mirror, "trixie")).toContain("deb http://b.example/security trixie-security main");
  expect(debianSources(mirror, "trixie")).toContain(
    "URIs: http://b.example/security\nSuites: trixie-security\n",
  );
  expect(debianSources({ archive: "http://a.example/debian" }, "trixie")).not.toContain("security");
});
