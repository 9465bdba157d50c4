import { thisHost } from "../../provisioner/host/host.ts";
import { askWayOn } from "../consent/choice.ts";
import { eventsPath, openEventLog, runDirectory } from "../events/event-log.ts";
import type { Finish } from "../kernel-command-line.ts";
import { parseKernelCommandLine } from "../kernel-command-line.ts";
import { mediumRoot, readMedium } from "../medium.ts";
import { inputQueue } from "../socket/inputs.ts";
import { listenForConsoles } from "../socket/server.ts";
import { allSources } from "../sources/all-sources.ts";
import { installerVersion } from "../version.ts";
import { attempt } from "./attempt.ts";
import type { World } from "./world.ts";

/** Where consoles hand in what is typed on them */
export const socketPath = `${runDirectory}/installer.sock`;

/** The one installer process of the live system: every console is only a view of it */
export async function runInstaller(): Promise<void> {
  const host = thisHost("live");
  const emit = openEventLog(eventsPath, host.clock);
  const inputs = inputQueue();
  const server = await listenForConsoles(socketPath, inputs);
  const medium = await readMedium(host.files, mediumRoot);
  const boot = parseKernelCommandLine((await host.files.read("/proc/cmdline")) ?? "");
  const sources = allSources(host, {
    url: boot.parameters.state,
    medium: mediumRoot,
    credentials: process.env["CREDENTIALS_DIRECTORY"],
    report: text => emit({ event: "notice", text }),
  });
  const world: World = { host, emit, inputs, logs: runDirectory, medium, boot, sources };
  emit({ event: "started", version: installerVersion, medium: nameOf(medium) });
  const finish = await untilDone(world);
  server.close();
  host.bus.close();
  await host.run("systemctl", ["--no-block", finish], { timeout: 60 });
}

/** Tries until the install is done, or a person wants the machine off; it never gives up by itself */
export async function untilDone(world: World): Promise<Finish> {
  for (;;) {
    const finish = await attempt(world);
    if (finish) return finish;
    if ((await askWayOn(world)) === "poweroff") return "poweroff";
  }
}

/** A medium for people */
export function nameOf(medium: World["medium"]): string {
  if (!medium) return "no Groundstate medium";
  return `medium built ${medium.built.slice(0, 10)}, Debian ${medium.suite}`;
}
