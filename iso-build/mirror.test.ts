import { expect, test } from "vitest";
import { debianSources, mirrorIn, sourceLines } from "./mirror.ts";

const targets = [
  "http://packages.example/node nodistro main",
  "http://mirror.example/debian bookworm main",
  "http://mirror.example/debian bookworm-updates main",
  "http://mirror.example/security bookworm-security main",
].join("\n");

test("the mirror is the archive of a Debian suite, never a third party's", () => {
  expect(mirrorIn(targets)).toEqual({
    archive: "http://mirror.example/debian",
    security: "http://mirror.example/security",
  });
});

test("a host without a security archive still names its archive", () => {
  expect(mirrorIn("http://mirror.example/debian stable main")).toEqual({
    archive: "http://mirror.example/debian",
  });
});

test("a host without Debian names none", () => {
  expect(mirrorIn("http://mirror.example/ubuntu noble main")).toEqual({});
});

test("security updates are asked for where the security archive is", () => {
  const mirror = { archive: "http://a.example/debian", security: "http://b.example/security" };
  expect(sourceLines(mirror, "trixie")).toContain("deb http://b.example/security trixie-security main");
  expect(debianSources(mirror, "trixie")).toContain(
    "URIs: http://b.example/security\nSuites: trixie-security\n",
  );
  expect(debianSources({ archive: "http://a.example/debian" }, "trixie")).not.toContain("security");
});
