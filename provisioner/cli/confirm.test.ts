import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { machineInFolder } from "../manager/machine.fixture.ts";
import type { Machine } from "../manager/machine.ts";
import { documentPath } from "../manager/paths.ts";
import { identityPlugin } from "../plugins/identity/index.ts";
import { commandLine } from "./command-line.fixture.ts";

test("apply --confirm says how it is kept; status, plan and history know it; confirm keeps it", async () => {
  const machine = await machineNamed("web1");

  const applied = await commandLine(machine, "apply", "--confirm", "60");
  expect(applied).toMatchObject({ status: 0, err: "" });
  expect(applied.out).toContain("it is rolled back in 60 s, unless you run: groundstate confirm\n");
  const txn = /transaction (\S+)\)/.exec(applied.out)?.[1] ?? "";

  const waits = `transaction ${txn} waits for \`groundstate confirm\` until 2026-01-01T00:01:00Z\n`;
  expect((await commandLine(machine, "status")).out).toContain(`pending      ${waits}`);
  expect((await commandLine(machine, "plan")).out).toContain(`nothing can be applied now: ${waits}`);
  expect((await commandLine(machine, "history")).out).toMatch(/ pending\n$/);
  expect(await commandLine(machine, "recover")).toMatchObject({ out: "", status: 0 });
  expect(await commandLine(machine, "apply")).toMatchObject({
    status: 4,
    err: expect.stringContaining(txn),
  });

  expect(await commandLine(machine, "confirm")).toMatchObject({
    status: 0,
    out: expect.stringContaining(txn),
  });
  expect((await commandLine(machine, "history")).out).toMatch(/ applied\n$/);
  expect(await commandLine(machine, "confirm")).toMatchObject({ status: 2 });
});

test("for programs, plan and status name what waits, and apply says whether it does", async () => {
  const machine = await machineNamed("web1");
  const json = async (...words: string[]): Promise<Record<string, unknown>> =>
    JSON.parse((await commandLine(machine, ...words, "--json")).out);

  const { txn, pending } = await json("apply", "--confirm", "60");

  expect(pending).toBe(true);
  const waits = { txn, since: "2026-01-01T00:00:00.000Z", seconds: 60 };
  expect(await json("plan")).toMatchObject({ pending: waits, resting: [] });
  expect(await json("status")).toMatchObject({ pending: waits, interrupted: null });
  expect(await json("confirm")).toEqual({ confirmed: txn });
});

test("rollback takes the last apply back, and history tells both ways; there is nothing before it", async () => {
  const machine = await machineNamed("web1");
  await commandLine(machine, "apply");

  const { out, status } = await commandLine(machine, "rollback");

  expect(status).toBe(0);
  expect(out).toMatch(/^rolled back transaction \S+$/m);
  expect(await machine.host.files.read("/etc/hostname")).toBe("before\n");
  const history = (await commandLine(machine, "history")).out;
  expect(history).toMatch(/ took another back: \S+\n.* taken back: by \S+\n$/);
  expect(await commandLine(machine, "rollback")).toMatchObject({ status: 2 });
});

test("what its timer runs does nothing after a confirmation, and says so to programs", async () => {
  const machine = await machineNamed("web1");
  await commandLine(machine, "apply", "--confirm", "60");
  await commandLine(machine, "confirm");

  const answer = await commandLine(machine, "rollback", "--unconfirmed", "20260101T000000Z-000000", "--json");

  expect(JSON.parse(answer.out)).toEqual({ rolled_back: null });
  expect(await machine.host.files.read("/etc/hostname")).toBe("web1\n");
});

test("the unit that the timer starts lies in the package, and runs a command that there is", async () => {
  const unit = "iso-build/packages/groundstate/usr/lib/systemd/system/groundstate-unconfirmed@.service";
  const [, words = ""] = /^ExecStart=\/usr\/bin\/groundstate (.*)$/m.exec(readFileSync(unit, "utf8")) ?? [];
  const machine = await machineNamed("web1");
  const { out } = await commandLine(machine, "apply", "--confirm", "60", "--json");

  const { status } = await commandLine(machine, ...words.replace("%i", JSON.parse(out).txn).split(" "));

  expect(status).toBe(0);
  expect(await machine.host.files.read("/etc/hostname")).toBe("before\n");
});

test("without a name nothing is taken for unconfirmed, least of all what is committed", async () => {
  const machine = await machineNamed("web1");
  await commandLine(machine, "apply");

  expect(await commandLine(machine, "rollback", "--unconfirmed")).toMatchObject({ status: 2 });
  expect(await machine.host.files.read("/etc/hostname")).toBe("web1\n");
});

test("a time of nothing, or none at all, is a mistake", async () => {
  const machine = await machineNamed("web1");

  for (const seconds of ["0", "soon", "-5"])
    expect(await commandLine(machine, "apply", "--confirm", seconds)).toMatchObject({ status: 2 });
  expect(await machine.host.files.read("/etc/hostname")).toBe("before\n");
});

test("when nothing is to be done apply --confirm says that nothing waits", async () => {
  const machine = await machineNamed("web1");
  await commandLine(machine, "apply");

  const { out } = await commandLine(machine, "apply", "--confirm", "60");

  expect(out).toContain("nothing was changed, so nothing waits for confirmation\n");
});

test("in a snapshot that was booted nothing is applied: it would be lost", async () => {
  const machine = await machineNamed("web1");
  await machine.host.files.write("/proc/cmdline", "ro groundstate.snapshot=before-20260101T000000Z-000000\n");

  const { err, status } = await commandLine(machine, "apply");

  expect(status).toBe(2);
  expect(err).toContain("before-20260101T000000Z-000000");
  expect(await machine.host.files.read("/etc/hostname")).toBe("before\n");
});

/** A machine of another name, whose document says how it is to be called */
async function machineNamed(hostname: string): Promise<Machine> {
  const { host, plugins } = await machineInFolder([identityPlugin]);
  const run: Machine["host"]["run"] = async program => {
    const stdout = program === "hostname" ? ((await host.files.read("/etc/hostname")) ?? "") : "";
    return { stdout, stderr: "", exit: 0 };
  };
  await host.files.write("/etc/hostname", "before\n");
  await host.files.write(documentPath, JSON.stringify({ version: 1, bootstrap: { hostname }, plugins: {} }));
  return { host: { ...host, run }, plugins };
}
