import { thisHost } from "../../provisioner/host/host.ts";
import { runConsole } from "../console/console.ts";
import { openShell } from "../console/shell.ts";
import { eventsPath, openEventLog, runDirectory } from "../events/event-log.ts";
import { followEvents } from "../events/follow.ts";
import { aptMirror } from "../identity/apt-mirror.ts";
import type { Finish } from "../kernel-command-line.ts";
import { mediumRoot, readMedium } from "../medium.ts";
import { inputQueue } from "../socket/inputs.ts";
import { fileSource } from "../sources/file-source.ts";
import { installerVersion } from "../version.ts";
import { nameOf, untilDone } from "./run.ts";

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
  const { device, file, unattended, mirror, finish } = options;
  const host = thisHost("live");
  const emit = openEventLog(eventsPath, host.clock);
  const inputs = inputQueue();
  const ended = new AbortController();
  const view = runConsole({
    events: followEvents(eventsPath, ended.signal),
    send: async input => inputs.push(input),
    openShell: () => openShell(host),
  });
  const medium = await readMedium(host.files, mediumRoot);
  const wantedMirror = mirror ?? medium?.mirror ?? (await aptMirror(host));
  const parameters = {
    unattended,
    rescue: false,
    ...(wantedMirror === undefined ? {} : { mirror: wantedMirror }),
    ...(finish === undefined ? {} : { finish }),
  };
  emit({ event: "started", version: installerVersion, medium: nameOf(medium) });
  const wish = await untilDone({
    host,
    emit,
    inputs,
    logs: runDirectory,
    medium,
    boot: { parameters, problems: [] },
    sources: [fileSource(host.files, file)],
    device,
  });
  ended.abort();
  await view;
  host.bus.close();
  if (finish !== undefined) await host.run("systemctl", ["--no-block", wish]);
}
