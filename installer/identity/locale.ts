import type { Host } from "../../provisioner/host/host.ts";
import { runInside } from "../chroot/chroot.ts";

/** Generates the locale unless the base already has it: half a minute on a slow machine */
export async function ensureLocale(
  host: Host,
  root: string,
  locale: string,
  onLine: (line: string) => void,
): Promise<void> {
  if (locale.startsWith("C.")) return;
  const path = `${root}/etc/locale.gen`;
  const text = (await host.files.read(path)) ?? "";
  const wanted = `${locale} UTF-8`;
  if (text.split("\n").some(line => line.trim() === wanted)) return;
  await host.files.write(path, `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${wanted}\n`);
  await runInside(host, root, ["locale-gen"], { timeout: 900, onLine });
}
