import { connect } from "node:net";
import type { Input } from "./inputs.ts";

/** Sends one input to the installer; lost when there is no installer, as a key on a dead machine is */
export function sendInput(path: string, input: Input): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(path);
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.end(`${JSON.stringify(input)}\n`, () => resolve(true)));
  });
}
