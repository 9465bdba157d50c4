import type { Host } from "../../provisioner/host/host.ts";
import {
  askingFor,
  asksFor,
  isBuiltIn,
  localeGenPath,
} from "../../provisioner/plugins/identity/locale-files.ts";
import { runInside } from "../chroot/chroot.ts";

/** Generates the locale unless the base already has it: half a minute on a slow machine */
export async function ensureLocale(
  host: Host,
  root: string,
  locale: string,
  onLine: (line: string) => void,
): Promise<void> {
  if (isBuiltIn(locale)) return;
  const text = (await host.files.read(root + localeGenPath)) ?? "";
  if (asksFor(text, locale)) return;
  await host.files.write(root + localeGenPath, askingFor(text, locale));
  await runInside(host, root, ["locale-gen"], { timeout: 900, onLine });
}
