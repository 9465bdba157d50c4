import { thisHost } from "../../provisioner/host/host.ts";
import { runConsole } from "../console/console.ts";
import { openShell } from "../console/shell.ts";
import { eventsPath } from "../events/event-log.ts";
import { followEvents } from "../events/follow.ts";
import { sendInput } from "../socket/client.ts";
import { socketPath } from "../socket/socket-path.ts";

/** A view of the install on this terminal, for as long as the terminal lives */
export async function viewInstall(): Promise<void> {
  const host = thisHost("live");
  await runConsole({
    events: followEvents(eventsPath, new AbortController().signal),
    send: input => sendInput(socketPath, input),
    openShell: () => openShell(host),
  });
}
