import type { Archives } from "../provisioner/host/apt-archives.ts";
import type { Bootstrap } from "../provisioner/state/bootstrap-schema.ts";
import type { BootParameters, Finish } from "./kernel-command-line.ts";
import type { Medium } from "./medium.ts";

/** Everything the steps need to know, defaults filled in: boot parameter before document before medium */
export interface Settings {
  hostname: string;
  domain: string | undefined;
  timezone: string;
  locale: string;
  keymap: string;
  suite: string;
  /** Known from boot parameter, document or medium; an install by image needs none */
  mirror: string | undefined;
  /** The security archive that belongs to the mirror, where medium or live system know it */
  security: string | undefined;
  /** A security archive that belongs to another mirror: better than none, every one holds the same */
  otherSecurity: string | undefined;
  base: "image" | "debootstrap";
  finish: Finish;
  /** Who consented already, if anybody did */
  consent: "document" | "command line" | undefined;
  wipe: boolean;
}

/** The settings of an install */
export function settle(
  bootstrap: Bootstrap,
  parameters: BootParameters,
  medium: Medium | undefined,
  here: Partial<Archives> = {},
): Settings {
  const known = [{ archive: medium?.mirror, security: medium?.security }, here];
  const named = parameters.mirror ?? bootstrap.mirror ?? known.find(({ archive }) => archive)?.archive;
  const mirror = named?.replace(/\/+$/, "");
  return {
    hostname: bootstrap.hostname ?? "debian",
    domain: bootstrap.domain,
    timezone: bootstrap.timezone ?? "Etc/UTC",
    locale: bootstrap.locale ?? "C.UTF-8",
    keymap: bootstrap.keymap ?? "us",
    suite: bootstrap.suite ?? medium?.suite ?? "trixie",
    mirror,
    security: mirror && known.find(({ archive }) => archive === mirror)?.security,
    otherSecurity: known.find(({ archive, security }) => archive !== mirror && security)?.security,
    base: bootstrap.base ?? "image",
    finish: parameters.finish ?? bootstrap.finish ?? "reboot",
    consent: parameters.unattended ? "command line" : bootstrap.unattended ? "document" : undefined,
    wipe: bootstrap.wipe ?? false,
  };
}
