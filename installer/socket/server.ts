import { chmodSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { isObject } from "../../provisioner/host/json.ts";
import type { Input, Inputs } from "./inputs.ts";

/** Takes inputs from consoles, one JSON object a line: {"kind":"key"} or {"kind":"word","word":"retry"} */
export async function listenForConsoles(path: string, inputs: Inputs): Promise<Server> {
  rmSync(path, { force: true });
  const server = createServer(socket => readInputs(socket, inputs));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
  return server;
}

/** One line of the socket as an input, undefined when it is none */
export function parseInput(line: string): Input | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (!isObject(value)) return undefined;
    const { kind, word } = value;
    if (kind === "key") return { kind };
    return kind === "word" && typeof word === "string"
      ? { kind, word: word.trim().toLowerCase() }
      : undefined;
  } catch {
    return undefined;
  }
}

function readInputs(socket: Socket, inputs: Inputs): void {
  let rest = "";
  socket.setEncoding("utf8");
  socket.on("data", data => {
    const lines = (rest + data).split("\n");
    rest = (lines.pop() ?? "").slice(-1024);
    for (const line of lines) {
      const input = parseInput(line);
      if (input) inputs.push(input);
    }
  });
  socket.on("error", () => undefined); // a console that goes away is no trouble
}
