import { mkdtemp } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { openMonitor } from "./qmp.ts";

let server: Server | undefined;
let peer: Socket | undefined;

afterEach(() => {
  peer?.destroy();
  server?.close();
});

/** A QEMU that greets, agrees to qmp_capabilities and answers the rest as told */
async function fakeQemu(answers: Record<string, unknown>): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), "qmp-")), "socket");
  server = createServer(socket => {
    peer = socket;
    socket.write('{"QMP": {"version": {}, "capabilities": []}}\r\n');
    socket.on("data", data => {
      for (const line of String(data).trim().split("\n")) {
        const { execute, id } = JSON.parse(line);
        const answer = answers[execute] ?? { return: {} };
        socket.write(`${JSON.stringify({ ...Object(answer), id })}\r\n`);
      }
    });
  });
  await new Promise<void>(resolve => server?.listen(path, resolve));
  return path;
}

test("a command gets its own answer, though an event comes first", async () => {
  const path = await fakeQemu({ "query-status": { return: { status: "running" } } });
  const monitor = await openMonitor(path);
  peer?.write('{"event": "RESUME", "timestamp": {}}\n');

  expect(await monitor.execute("query-status")).toEqual({ status: "running" });
  monitor.close();
});

test("what QEMU refuses is said in QEMU's words", async () => {
  const path = await fakeQemu({ screendump: { error: { class: "GenericError", desc: "no screen here" } } });
  const monitor = await openMonitor(path);

  await expect(monitor.screenshot("/nowhere.png")).rejects.toThrow("no screen here");
  monitor.close();
});

test("an event is found whether it comes before or after it is asked for", async () => {
  const monitor = await openMonitor(await fakeQemu({}));
  const later = monitor.waitForEvent("SHUTDOWN", 5);
  peer?.write('{"event": "SHUTDOWN", "data": {"reason"');
  peer?.write(': "guest-shutdown"}}\r\n');

  expect((await later).data).toEqual({ reason: "guest-shutdown" });
  expect((await monitor.waitForEvent("SHUTDOWN", 5)).data).toEqual({ reason: "guest-shutdown" });
  monitor.close();
});

test("a machine that ends leaves nobody waiting", async () => {
  const monitor = await openMonitor(await fakeQemu({}));
  const waiting = monitor.waitForEvent("SHUTDOWN", 60);
  peer?.destroy();

  await expect(waiting).rejects.toThrow("ended before");
});
