import { createConnection, type Socket } from "node:net";
import { Failure } from "../../provisioner/host/failure.ts";
import { isObject } from "../../provisioner/host/json.ts";

/** Something the machine said on its own: SHUTDOWN, RESET, DEVICE_DELETED… */
export interface MachineEvent {
  event: string;
  data: Record<string, unknown>;
}

/** QEMU's control socket */
export interface Monitor {
  /** Runs one QMP command */
  execute(command: string, args?: Record<string, unknown>): Promise<unknown>;
  /** Runs a command of the human monitor (savevm, loadvm) and returns its words */
  human(line: string): Promise<string>;
  /** Waits for an event, or finds it among those that came already */
  waitForEvent(name: string, seconds: number): Promise<MachineEvent>;
  /** Writes what the screen shows as PNG */
  screenshot(path: string): Promise<void>;
  close(): void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Connects and leaves negotiation mode; the protocol is one JSON object a line */
export async function openMonitor(socketPath: string): Promise<Monitor> {
  const socket = createConnection(socketPath);
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  const pending = new Map<string, Pending>();
  const events: MachineEvent[] = [];
  const watchers = new Set<(event: MachineEvent | undefined) => void>();
  let next = 0;

  forEachLine(socket, message => {
    if (typeof message["event"] === "string") {
      const event = { event: message["event"], data: isObject(message["data"]) ? message["data"] : {} };
      events.push(event);
      for (const watch of [...watchers]) watch(event);
    } else if (typeof message["id"] === "string") {
      const call = pending.get(message["id"]);
      pending.delete(message["id"]);
      if ("error" in message) call?.reject(refusal(message["error"]));
      else call?.resolve(message["return"]);
    }
  });
  const ended = (): void => {
    for (const call of pending.values()) call.reject(machineEnded("its answer"));
    pending.clear();
    for (const watch of [...watchers]) watch(undefined);
  };
  socket.on("close", ended);
  socket.on("error", () => undefined); // "close" follows

  const execute = (command: string, args: Record<string, unknown> = {}): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (socket.destroyed) return reject(machineEnded(command));
      next += 1;
      pending.set(String(next), { resolve, reject });
      socket.write(`${JSON.stringify({ execute: command, arguments: args, id: String(next) })}\n`);
    });
  const waitForEvent = (name: string, seconds: number): Promise<MachineEvent> =>
    new Promise((resolve, reject) => {
      const earlier = events.find(({ event }) => event === name);
      if (earlier) return resolve(earlier);
      const watch = (event: MachineEvent | undefined): void => {
        if (event && event.event !== name) return;
        clearTimeout(timer);
        watchers.delete(watch);
        if (event) resolve(event);
        else reject(machineEnded(`the event ${name}`));
      };
      const timer = setTimeout(() => {
        watchers.delete(watch);
        reject(new Failure({ kind: "transient", tried: `no ${name} from the machine within ${seconds} s` }));
      }, seconds * 1000);
      watchers.add(watch);
    });

  await execute("qmp_capabilities");
  return {
    execute,
    waitForEvent,
    human: async line => String(await execute("human-monitor-command", { "command-line": line })),
    screenshot: async path => {
      await execute("screendump", { filename: path, format: "png" });
    },
    close: () => socket.destroy(),
  };
}

function forEachLine(socket: Socket, onMessage: (message: Record<string, unknown>) => void): void {
  let partial = "";
  socket.setEncoding("utf8");
  socket.on("data", chunk => {
    const lines = (partial + String(chunk)).split("\n");
    partial = lines.pop() ?? "";
    for (const line of lines.filter(text => text.trim() !== "")) {
      const message: unknown = JSON.parse(line);
      if (isObject(message)) onMessage(message);
    }
  });
}

function refusal(error: unknown): Failure {
  const found = isObject(error) ? String(error["desc"] ?? error["class"]) : String(error);
  return new Failure({ kind: "machine", tried: "QEMU refused a command", found });
}

function machineEnded(waitingFor: string): Failure {
  return new Failure({ kind: "machine", tried: `the machine ended before ${waitingFor}` });
}
