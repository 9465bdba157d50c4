import { runConsole } from "../console/console.ts";
import { eventsPath } from "../events/event-log.ts";
import { followEvents } from "../events/follow.ts";
import { sendInput } from "../socket/client.ts";
import { socketPath } from "../socket/socket-path.ts";

/** A view of the install on this terminal, for as long as the terminal lives */
export async function viewInstall(): Promise<void> {
  await runConsole({
    events: followEvents(eventsPath, new AbortController().signal),
    send: input => sendInput(socketPath, input),
    openShell,
  });
}

/** Two consoles start while the machine is busiest: what runs programs is loaded when somebody asks for it */
async function openShell(): Promise<void> {
  const { thisHost } = await import("../../provisioner/host/host.ts");
  const shell = await import("../console/shell.ts");
  await shell.openShell(thisHost("live"));
}
