import { expect, test } from "vitest";
import { run } from "./run.ts";

test("an answer comes with its exit status, and words are never split or expanded by a shell", async () => {
  const { stdout, exit } = await run("dpkg", ["--validate-version", "1.0"]);
  expect({ stdout, exit }).toEqual({ stdout: "", exit: 0 });

  const odd = "a b; echo $HOME *";
  const { stdout: echoed } = await run("openssl", ["dgst", "-sha256", "-r"], { input: odd });
  expect(echoed).toMatch(/^[0-9a-f]{64}/);
});

test("a failure names the command, the status and the last lines", async () => {
  const failed = run("getent", ["no-such-database", "x"]);

  await expect(failed).rejects.toThrow(/^getent no-such-database x exited with 1: found .*no-such-database/);
});

test("a status that the caller allows is an answer", async () => {
  const { exit } = await run("getent", ["passwd", "nobody-of-that-name"], { allowedExits: [0, 2] });

  expect(exit).toBe(2);
});

test("a program that runs too long is ended, and that is worth another try", async () => {
  const failed = run("flock", ["/dev/null", "sleep", "60"], { timeout: 0.2 });

  await expect(failed).rejects.toMatchObject({ kind: "transient" });
  await expect(failed).rejects.toThrow("ran into its time limit");
});

test("a program that is not there is named with the package that brings it", async () => {
  const failed = run("lxc-ls", [], { environment: { PATH: "/nowhere" } });

  await expect(failed).rejects.toThrow("needs the Debian package lxc");
});

test("lines are told as they come", async () => {
  const lines: string[] = [];

  await run("dpkg", ["--version"], { onLine: line => lines.push(line) });

  expect(lines[0]).toContain("Debian");
});
