import { mkdtemp, readFile } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSerial, type SerialConsole } from "./serial.ts";

let server: Server;
let guest: Socket;
let serial: SerialConsole;
let log: string;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), "serial-"));
  const path = join(folder, "socket");
  log = join(folder, "log");
  const joined = new Promise<Socket>(resolve => {
    server = createServer(resolve);
  });
  await new Promise<void>(resolve => server.listen(path, resolve));
  serial = await openSerial(path, log);
  guest = await joined;
});

afterEach(() => {
  guest.destroy();
  server.close();
});

test("a line is found though it comes in pieces and in colour", async () => {
  const found = serial.waitFor(/first boot (\w+)\n/, 5);
  guest.write("\x1b[0;32mfirst bo");
  guest.write("ot conver\x1b[");
  guest.write("0mged\r\n");

  expect((await found)[1]).toBe("converged");
});

test("what was found once is not found again", async () => {
  guest.write("ready\r\n");
  await serial.waitFor(/ready/, 5);

  await expect(serial.waitFor(/ready/, 0.1)).rejects.toThrow("nothing like it within 0.1 s");
});

test("a wait in vain shows the last thirty lines", async () => {
  guest.write(Array.from({ length: 40 }, (_, index) => `line ${index}.\n`).join(""));
  await serial.waitFor(/line 39\./, 5);

  const error = await serial.waitFor(/never/, 0.1).catch(String);

  expect(error).toContain("line 10.");
  expect(error).toContain("line 39.");
  expect(error).not.toContain("line 9.");
});

test("a machine that ends is not waited for", async () => {
  const waiting = serial.waitFor(/never/, 60);
  guest.end("last words\n");

  await expect(waiting).rejects.toThrow(/the machine ended[\s\S]*last words/);
});

test("the log has every line with the seconds since the start", async () => {
  guest.end("one\r\n\x1b[1mtwo\x1b[0m\r\nthr");
  await serial.waitFor(/thr/, 5);
  await serial.waitFor(/never/, 5).catch(() => undefined);

  await expect.poll(() => readFile(log, "utf8")).toMatch(/^ +\d+\.\d one\n +\d+\.\d two\n +\d+\.\d thr\n$/);
});

test("what is sent reaches the guest", async () => {
  const heard = new Promise(resolve => guest.once("data", data => resolve(String(data))));
  serial.send("reboot\n");

  expect(await heard).toBe("reboot\n");
});
