import { expect, test } from "vitest";
import { archivesIn, debianRelease, namesUser } from "./apt-archives.ts";

const targets = [
  "http://packages.example/node nodistro main",
  "http://mirror.example/debian bookworm main",
  "http://mirror.example/debian bookworm-updates main",
  "http://mirror.example/security bookworm-security main",
].join("\n");

test("the mirror is the archive of a Debian suite, never a third party's", () => {
  expect(archivesIn(targets)).toEqual({
    archive: "http://mirror.example/debian",
    security: "http://mirror.example/security",
  });
});

test("a host without a security archive still names its archive", () => {
  expect(archivesIn("http://mirror.example/debian stable main")).toEqual({
    archive: "http://mirror.example/debian",
  });
});

test("a host without Debian names none", () => {
  expect(archivesIn("http://mirror.example/ubuntu noble main")).toEqual({});
});

test("a user in a URL is seen, also behind a slash in the password", () => {
  expect(namesUser("http://me:geheim@mirror.example/debian")).toBe(true);
  expect(namesUser("http://me:ge/heim@mirror.example/debian")).toBe(true);
  expect(namesUser("http://mirror.example/debian")).toBe(false);
});

test("an @ in the path is no user: snapshots of a mirror are named like that", () => {
  expect(namesUser("http://mirror.example/debian@2026-11/")).toBe(false);
  expect(namesUser("http://mirror.example:8080/debian@2026-11/")).toBe(false);
});

test("a suite of Debian belongs to a release, one of a vendor to none", () => {
  expect(debianRelease("trixie")).toBe("trixie");
  expect(debianRelease("trixie-backports-sloppy")).toBe("trixie");
  expect(debianRelease("bullseye/updates")).toBe("bullseye");
  expect(debianRelease("nodistro")).toBeUndefined();
  expect(debianRelease("trixieish")).toBeUndefined();
});
