import type { EventEmitter } from "node:events";
import { Message, type MessageBus, MessageType, sessionBus, systemBus, Variant } from "@jellybrick/dbus-next";
import { Failure } from "./failure.ts";

/** One method call; `signature` is D-Bus's own ("sa{sv}"), empty for no arguments */
export interface BusCall {
  destination: string;
  path: string;
  interface: string;
  member: string;
  signature?: string;
  body?: unknown[];
  /** Seconds to wait for the answer, 60 unless said */
  timeout?: number;
}

/** A signal as it came, variants already unwrapped */
export interface BusSignal {
  path: string;
  interface: string;
  member: string;
  body: unknown[];
}

/** The system message bus */
export interface Bus {
  /** Calls a method; the answer's arguments, variants unwrapped */
  call(call: BusCall): Promise<unknown[]>;
  /** Hears signals from one object until the returned function is called */
  listen(path: string, onSignal: (signal: BusSignal) => void): Promise<() => void>;
  close(): void;
}

/** Marks a value as a D-Bus variant of the given signature, for a{sv} options */
export function variant(signature: string, value: unknown): Variant {
  return new Variant(signature, value);
}

/** A connection, and a promise that fails when it is lost: the library answers no pending call then */
interface Connection {
  bus: MessageBus;
  lost: Promise<never>;
}

/** Connects to the system bus on first use; DBUS_SYSTEM_BUS_ADDRESS names another one, as everywhere */
export function systemMessageBus(): Bus {
  let connection: Connection | undefined;
  const connected = (): Connection => {
    connection ??= connect();
    return connection;
  };
  return {
    call: call => callMethod(connected(), call),
    listen: (path, onSignal) => listen(connected(), path, onSignal),
    close: () => {
      connection?.bus.disconnect();
      connection = undefined;
    },
  };
}

function connect(): Connection {
  const address = process.env["DBUS_SYSTEM_BUS_ADDRESS"];
  const bus = address ? sessionBus({ busAddress: address }) : systemBus();
  const emitter: EventEmitter = bus; // its typed events leave out "error", which it does emit
  const lost = new Promise<never>((_, reject) => emitter.on("error", reject));
  lost.catch(() => undefined); // told to whoever waits for an answer; nobody may be waiting
  return { bus, lost };
}

async function callMethod({ bus, lost }: Connection, call: BusCall): Promise<unknown[]> {
  const seconds = call.timeout ?? 60;
  const message = new Message({
    destination: call.destination,
    path: call.path,
    interface: call.interface,
    member: call.member,
    signature: call.signature ?? "",
    body: call.body ?? [],
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(lateAnswer(call, seconds)), seconds * 1000);
    timer.unref(); // the open connection keeps us waiting; once it is closed nothing should
  });
  try {
    const answer = await Promise.race([bus.call(message), late, lost]);
    return (answer?.body ?? []).map(unwrap);
  } catch (error) {
    throw error instanceof Failure ? error : refused(call, error);
  } finally {
    clearTimeout(timer);
  }
}

async function listen(
  connection: Connection,
  path: string,
  onSignal: (signal: BusSignal) => void,
): Promise<() => void> {
  const rule = `type='signal',path='${path}'`;
  const hear = (message: Message): void => {
    if (message.type !== MessageType.SIGNAL || message.path !== path) return;
    onSignal({
      path,
      interface: message.interface ?? "",
      member: message.member ?? "",
      body: message.body.map(unwrap),
    });
  };
  connection.bus.on("message", hear);
  await matchRule(connection, "AddMatch", rule);
  return () => {
    connection.bus.off("message", hear);
    // the bus forgets us when we leave anyway
    matchRule(connection, "RemoveMatch", rule).catch(() => undefined);
  };
}

async function matchRule(
  connection: Connection,
  member: "AddMatch" | "RemoveMatch",
  rule: string,
): Promise<void> {
  await callMethod(connection, {
    destination: "org.freedesktop.DBus",
    path: "/org/freedesktop/DBus",
    interface: "org.freedesktop.DBus",
    member,
    signature: "s",
    body: [rule],
  });
}

function unwrap(value: unknown): unknown {
  if (value instanceof Variant) return unwrap(value.value);
  if (Buffer.isBuffer(value)) return value;
  if (Array.isArray(value)) return value.map(unwrap);
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unwrap(inner)]));
  return value;
}

function lateAnswer(call: BusCall, seconds: number): Failure {
  return new Failure({
    kind: "transient",
    tried: `${call.interface}.${call.member} on ${call.path}`,
    found: `no answer from ${call.destination} within ${seconds} s`,
  });
}

function refused(call: BusCall, error: unknown): Failure {
  const name = error instanceof Error && "type" in error ? `${String(error.type)}: ` : "";
  return new Failure({
    kind: "machine",
    tried: `${call.interface}.${call.member} on ${call.path}`,
    found: `${name}${error instanceof Error ? error.message : String(error)}`,
    cause: error,
  });
}
