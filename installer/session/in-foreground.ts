import { aptArchives } from "../../provisioner/host/apt-archives.ts";
import { thisHost } from "../../provisioner/host/host.ts";
import { runConsole } from "../console/console.ts";
import { openShell } from "../console/shell.ts";
import { eventsPath, openEventLog, runDirectory } from "../events/event-log.ts";
import { followEvents } from "../events/follow.ts";
import type { Finish } from "../kernel-command-line.ts";
import { mediumRoot, readMedium } from "../medium.ts";
import { inputQueue } from "../socket/inputs.ts";
import { fileSource } from "../sources/file-source.ts";
import { installerVersion } from "../version.ts";
import { asOnlyInstaller } from "./only-installer.ts";
import { leave, nameOf, untilDone } from "./run.ts";
import type { World } from "./world.ts";

/** What the command line of `install` says */
export interface ForegroundOptions {
  device: string;
  file: string;
  unattended: boolean;
  mirror?: string;
  finish?: Finish;
}

/** The same install from any Debian live system, on this terminal; the machine stays up unless `finish` says otherwise */
export async function installInForeground(options: ForegroundOptions): Promise<void> {
  await asOnlyInstaller(() => install(options));
}

async function install(options: ForegroundOptions): Promise<void> {
  const host = thisHost("live");
  const emit = openEventLog(eventsPath, host.clock);
  const inputs = inputQueue();
  const ended = new AbortController();
  const view = runConsole({
    events: followEvents(eventsPath, ended.signal),
    send: async input => {
      inputs.push(input);
      return true;
    },
    openShell: () => openShell(host),
  });
  try {
    const world = await worldOf(options, { host, emit, inputs });
    emit({ event: "started", version: installerVersion, medium: nameOf(world.medium) });
    const end = await untilDone(world);
    if (!end.installed) process.exitCode = 1;
    if (end.installed) await leave(world, end.finish);
    else if (end.poweroff) await leave(world, "poweroff");
  } finally {
    ended.abort();
    await view; // it gives the terminal back
    host.bus.close();
  }
}

async function worldOf(
  { device, file, unattended, mirror, finish = "stay" }: ForegroundOptions,
  parts: Pick<World, "host" | "emit" | "inputs">,
): Promise<World> {
  const { host } = parts;
  const parameters = {
    unattended,
    rescue: false,
    ...(mirror === undefined ? {} : { mirror }),
    finish,
  };
  return {
    ...parts,
    logs: runDirectory,
    medium: await readMedium(host.files, mediumRoot),
    boot: { parameters, problems: [] },
    sources: [fileSource(host.files, file)],
    device,
    archives: await aptArchives(host.run),
    attended: process.stdin.isTTY || !unattended,
  };
}
