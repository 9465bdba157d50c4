import { expect, test } from "vitest";
import { Failure } from "../host/failure.ts";
import { machineInFolder } from "../manager/machine.fixture.ts";
import type { Machine } from "../manager/machine.ts";
import { documentPath } from "../manager/paths.ts";
import { identityPlugin } from "../plugins/identity/index.ts";
import { commandLine } from "./command-line.fixture.ts";

const document = JSON.stringify({ version: 1, bootstrap: { hostname: "web1" }, plugins: {} });
const network = "systemctl start network-online.target";

async function machineThatNotes(): Promise<{ machine: Machine; ran: string[] }> {
  const { host, plugins } = await machineInFolder([identityPlugin]);
  const ran: string[] = [];
  const run: Machine["host"]["run"] = async (program, args) => {
    ran.push([program, ...args].join(" "));
    const name = program === "hostname" ? ((await host.files.read("/etc/hostname")) ?? "") : "";
    return { stdout: name, stderr: "", exit: 0 };
  };
  await host.files.write(documentPath, document);
  return { machine: { host: { ...host, run }, plugins }, ran };
}

test("first boot waits for the network when something is left to do, and not when everything holds", async () => {
  const { machine, ran } = await machineThatNotes();

  const first = await commandLine(machine, "firstboot");
  expect(first.out).toContain("first boot converged: 1 change,");
  expect(ran).toContain(network);

  ran.length = 0;
  const second = await commandLine(machine, "firstboot");
  expect(second.out).toContain("first boot converged: 0 changes,");
  expect(ran).not.toContain(network);
  expect(ran).toContain("systemctl start multi-user.target");
});

test("a boot that does not come to its end is said, and first boot goes on", async () => {
  const { machine } = await machineThatNotes();
  const { run } = machine.host;
  machine.host.run = async (program, args, options) => {
    if (args[0] === "start")
      throw new Failure({ kind: "machine", tried: "systemctl start", found: "no end" });
    return await run(program, args, options);
  };

  const { out, status } = await commandLine(machine, "firstboot");

  expect(status).toBe(0);
  expect(out).toContain("multi-user.target is not reached, going on without it");
  expect(out).toContain("first boot converged: 1 change,");
});
