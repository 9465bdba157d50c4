#!/usr/bin/env node
import { Command, Option } from "commander";
import { describeError, Failure } from "../provisioner/host/failure.ts";
import { type Finish, isMirror } from "./kernel-command-line.ts";
import { shownUrl } from "./sources/url.ts";
import { installerVersion } from "./version.ts";

// Each command loads only what it needs: on a slow machine three of us start at the same moment.

interface InstallFlags {
  unattended?: boolean;
  mirror?: string;
  finish?: Finish;
}

const program = new Command("groundstate-install")
  .description("Installs Debian on a bare disk, as one document says")
  .version(installerVersion);

program
  .command("run")
  .description("find the document and install (what the live system starts)")
  .action(async () => {
    const { runInstaller } = await import("./session/run.ts");
    await runInstaller();
  });

program
  .command("console")
  .description("show the running install on this terminal")
  .action(async () => {
    const { viewInstall } = await import("./session/view.ts");
    await viewInstall();
  });

program
  .command("install")
  .description("install from any Debian live system; everything on DEVICE is destroyed")
  .argument("<device>", "disk to install to")
  .argument("<file>", "state document, JSON or YAML")
  .option("--unattended", "do not ask; a countdown of ten seconds remains")
  .option("--mirror <url>", "Debian mirror, in place of the document's", mirrorArgument)
  .addOption(new Option("--finish <how>", "leave this system afterwards").choices(["reboot", "poweroff"]))
  .action(async (device: string, file: string, { unattended, ...flags }: InstallFlags) => {
    const { installInForeground } = await import("./session/in-foreground.ts");
    await installInForeground({ device, file, unattended: unattended ?? false, ...flags });
  });

program
  .command("logs")
  .description("pack the logs of the installer for somebody who is to help")
  .argument("[bundle]", "file to write", "groundstate-logs.tar.gz")
  .action(async (bundle: string) => {
    const { packLogs } = await import("./log-bundle.ts");
    const { filesBelow } = await import("../provisioner/host/files.ts");
    const packed = await packLogs(filesBelow("/"), bundle);
    process.stdout.write(
      packed.length > 0 ? `${bundle}: ${packed.join(", ")}\n` : "There are no logs here.\n",
    );
  });

function mirrorArgument(url: string): string {
  if (isMirror(url)) return url;
  throw new Failure({
    kind: "input",
    tried: "cannot use what --mirror says",
    found: shownUrl(url),
    needs: "an http or https URL without user and password, which apt would show to everybody",
    fix: "name a mirror that asks for neither",
  });
}

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`groundstate-install: ${describeError(error)}\n`);
  process.exitCode = 1;
});
