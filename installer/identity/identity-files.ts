import type { Files } from "../../provisioner/host/files.ts";
import { hostnamePath, hostsPath, plainHosts, withNames } from "../../provisioner/plugins/host-names.ts";
import { localeFiles, withLanguage } from "../../provisioner/plugins/identity/locale-files.ts";
import { localtimePath, timezonePath, zonePath } from "../../provisioner/plugins/identity/time-zone.ts";
import type { Settings } from "../settings.ts";
import { setKeyboard } from "./keyboard.ts";

/** Makes the machine below `root` itself: names, language, time zone, keyboard, as the plugin identity keeps them */
export async function writeIdentity(
  files: Files,
  root: string,
  settings: Settings,
  machineId: string,
): Promise<void> {
  await files.write(root + hostnamePath, `${settings.hostname}\n`);
  await files.write(root + hostsPath, withNames(plainHosts, settings, undefined));
  await files.write(`${root}/etc/machine-id`, `${machineId}\n`, { mode: 0o444 });
  await setLanguage(files, root, settings.locale);
  await setTimezone(files, root, settings.timezone);
  await setKeyboard(files, root, settings.keymap);
}

/** In the file that trixie has, always; also in the older one where that is a file of its own, as in bookworm */
async function setLanguage(files: Files, root: string, locale: string): Promise<void> {
  for (const path of new Set(["/etc/locale.conf", ...(await localeFiles(files, root))]))
    await files.write(root + path, withLanguage("", locale));
}

async function setTimezone(files: Files, root: string, timezone: string): Promise<void> {
  await files.link(root + localtimePath, zonePath(timezone));
  if ((await files.read(root + timezonePath)) !== undefined)
    await files.write(root + timezonePath, `${timezone}\n`);
}
