import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describeError, Failure } from "../../provisioner/host/failure.ts";
import { type StartedProgram, start } from "../../provisioner/host/spawn.ts";
import { prepareFirmware } from "./firmware.ts";
import { type MachineParts, machineArguments } from "./machine-arguments.ts";
import { type Monitor, openMonitor } from "./qmp.ts";
import { openSerial, type SerialConsole } from "./serial.ts";

/** A machine that runs */
export interface Machine {
  readonly serial: SerialConsole;
  readonly monitor: Monitor;
  readonly sshPort: number;
  /** Seconds since power on */
  seconds(): number;
  /** Waits until the machine powered itself off and QEMU is gone */
  waitForPowerOff(seconds: number): Promise<void>;
  /** Ends it now, however it is; fine when it is gone already */
  stop(): Promise<void>;
}

/** Powers a machine on; its console goes to <folder>/<name>.log, QEMU's own words to <folder>/<name>-qemu.log */
export async function startMachine(parts: MachineParts, folder: string, name: string): Promise<Machine> {
  await mkdir(folder, { recursive: true });
  // a socket's path must be shorter than 108 bytes, whatever the tree's own path is
  const sockets = await mkdtemp(join(tmpdir(), "groundstate-vm-"));
  const doors = {
    serial: join(sockets, "serial"),
    monitor: join(sockets, "monitor"),
    sshPort: await freePort(),
  };
  const log = join(folder, `${name}-qemu.log`);
  const firmware = await prepareFirmware(parts.firmware, folder, parts.nvram);
  const qemu = start("qemu-system-x86_64", [...firmware, ...machineArguments(parts, doors)], { log });
  const removeSockets = (): Promise<void> => rm(sockets, { recursive: true, force: true });
  try {
    const monitor = await connect(qemu, log, () => openMonitor(doors.monitor));
    const serial = await connect(qemu, log, () => openSerial(doors.serial, join(folder, `${name}.log`)));
    await monitor.execute("cont");
    return running(qemu, { serial, monitor, sshPort: doors.sshPort }, removeSockets);
  } catch (error) {
    await qemu.kill();
    await removeSockets();
    throw error;
  }
}

type Lines = Pick<Machine, "serial" | "monitor" | "sshPort">;

function running(qemu: StartedProgram, lines: Lines, removeSockets: () => Promise<void>): Machine {
  const started = Date.now();
  const stop = async (): Promise<void> => {
    lines.monitor.execute("quit").catch(() => undefined); // gone already, or deaf: ended by its pid below
    if ((await qemu.wait(5)) === undefined) await qemu.kill();
    lines.serial.close();
    lines.monitor.close();
    await removeSockets();
  };
  return {
    ...lines,
    seconds: () => (Date.now() - started) / 1000,
    waitForPowerOff: async seconds => {
      const { data } = await lines.monitor.waitForEvent("SHUTDOWN", seconds).catch(() => {
        throw stillRuns(seconds, lines.serial);
      });
      await stop();
      if (data["reason"] !== "guest-shutdown") throw endedOtherwise(data["reason"], lines.serial);
    },
    stop,
  };
}

async function connect<T>(qemu: StartedProgram, log: string, open: () => Promise<T>): Promise<T> {
  const limit = Date.now() + 20_000;
  for (;;) {
    try {
      return await open();
    } catch (error) {
      const ended = (await qemu.wait(0.1)) !== undefined;
      if (ended || Date.now() > limit) throw notStarted(ended, log, error);
      await setTimeout(100);
    }
  }
}

/** A TCP port on loopback that nobody listens on */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

function notStarted(ended: boolean, log: string, cause: unknown): Failure {
  return new Failure({
    kind: "machine",
    tried: "cannot start the machine",
    found: ended ? "QEMU ended at once" : describeError(cause),
    fix: `QEMU's own words are in ${log}`,
    cause,
  });
}

function endedOtherwise(reason: unknown, serial: SerialConsole): Failure {
  return new Failure({
    kind: "machine",
    tried: "the machine did not power itself off",
    found: `an end by ${String(reason)} and a console that ends with:\n${serial.lastLines(30)}\n`,
  });
}

function stillRuns(seconds: number, serial: SerialConsole): Failure {
  return new Failure({
    kind: "machine",
    tried: `the machine did not power itself off within ${seconds} s`,
    found: `a console that ends with:\n${serial.lastLines(30)}\n`,
  });
}
