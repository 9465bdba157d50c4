import { describeError } from "../../provisioner/host/failure.ts";
import { type Host, thisHost } from "../../provisioner/host/host.ts";
import { askWayOn } from "../consent/choice.ts";
import type { Emit } from "../events/event.ts";
import { eventsPath, openEventLog, runDirectory } from "../events/event-log.ts";
import type { Finish } from "../kernel-command-line.ts";
import { parseKernelCommandLine } from "../kernel-command-line.ts";
import { mediumRoot, readMedium } from "../medium.ts";
import { inputQueue } from "../socket/inputs.ts";
import { listenForConsoles } from "../socket/server.ts";
import { socketPath } from "../socket/socket-path.ts";
import { allSources } from "../sources/all-sources.ts";
import { installerVersion } from "../version.ts";
import { attempt } from "./attempt.ts";
import { asOnlyInstaller } from "./only-installer.ts";
import type { World } from "./world.ts";

/** How the installer came to its end */
export type End = { installed: true; finish: Finish } | { installed: false; poweroff: boolean };

/** The one installer process of the live system: every console is only a view of it */
export async function runInstaller(): Promise<void> {
  await asOnlyInstaller(install);
}

async function install(): Promise<void> {
  const host = thisHost("live");
  const emit = openEventLog(eventsPath, host.clock);
  try {
    await serve(host, emit);
  } catch (error) {
    emit({ event: "stopped", reason: describeError(error) }); // consoles see only events
    throw error;
  } finally {
    host.bus.close();
  }
}

async function serve(host: Host, emit: Emit): Promise<void> {
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
  const world: World = { host, emit, inputs, logs: runDirectory, medium, boot, sources, attended: true };
  emit({ event: "started", version: installerVersion, medium: nameOf(medium) });
  const end = await untilDone(world);
  await leave(world, end.installed ? end.finish : "poweroff");
  server.close();
}

/** Tries until the install is done, or a person wants the machine off; it never gives up while somebody can be asked */
export async function untilDone(world: World, tryOnce = attempt): Promise<End> {
  for (;;) {
    const finish = await orStopped(world, () => tryOnce(world));
    if (finish) return { installed: true, finish };
    if (!world.attended) return { installed: false, poweroff: false };
    if ((await askWayOn(world)) === "poweroff") return { installed: false, poweroff: true };
  }
}

/** What fails outside every step stops this attempt, not the installer */
async function orStopped(
  { emit }: World,
  work: () => Promise<Finish | undefined>,
): Promise<Finish | undefined> {
  try {
    return await work();
  } catch (error) {
    emit({ event: "stopped", reason: describeError(error) });
    return undefined;
  }
}

/** Reboots or powers off, if it is to be left at all; when that fails the installer must still not start over */
export async function leave({ host, emit }: World, how: Finish): Promise<void> {
  if (how === "stay") return;
  try {
    await host.run("systemctl", ["--no-block", how], { timeout: 60 });
  } catch (error) {
    emit({ event: "notice", text: `Could not ${how} (${describeError(error)}); do it by hand.` });
  }
}

/** A medium for people */
export function nameOf(medium: World["medium"]): string {
  if (!medium) return "no Groundstate medium";
  return `medium built ${medium.built.slice(0, 10)}, Debian ${medium.suite}`;
}
