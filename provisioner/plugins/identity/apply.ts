import type { Report } from "../../contract/plugin.ts";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { askingFor, asksFor, localeGenPath } from "./locale-files.ts";
import type { IdentityOperation } from "./operation.ts";
import { isGenerated } from "./query.ts";

/** Executes one operation: files in the chroot as on a running machine, and what takes effect at once on the latter */
export async function applyIdentity(host: Host, operation: IdentityOperation, report: Report): Promise<void> {
  switch (operation.do) {
    case "write":
      return host.files.write(operation.path, operation.content);
    case "link":
      return host.files.link(operation.path, operation.target);
    case "remove":
      return host.files.remove(operation.path);
    case "name the kernel":
      return nameKernel(host, operation.hostname);
    case "generate locale":
      return generateLocale(host, operation.locale, report);
    case "load keymap":
      return loadKeymap(host, report);
  }
}

/** By hostname(1), not hostnamectl: that one changes nothing when /etc/hostname has the name already */
export async function nameKernel(host: Host, hostname: string): Promise<void> {
  await host.run("hostname", [hostname]);
}

/** The consoles take the layout now; where there are none, or no console-setup, they have it at the next start */
export async function loadKeymap(host: Host, report: Report): Promise<void> {
  const later = "the consoles take the keyboard layout at the next start";
  if (!(await host.files.facts("/usr/bin/setupcon")) && !(await host.files.facts("/bin/setupcon")))
    return report(`${later}: console-setup is not installed`);
  // --force: this process is on no console, and setupcon would leave them alone
  const { exit } = await host.run("setupcon", ["--force", "--keyboard-only"], { allowedExits: [0, 1] });
  if (exit !== 0) report(`${later}: setupcon could not load it`);
}

/** locale-gen ends well whatever became of a locale, so the C library is asked afterwards */
async function generateLocale(host: Host, locale: string, report: Report): Promise<void> {
  const wishes = (await host.files.read(localeGenPath)) ?? "";
  if (!asksFor(wishes, locale)) await host.files.write(localeGenPath, askingFor(wishes, locale));
  report(`generating ${locale}; this may take a minute`);
  const { stdout, stderr } = await host.run("locale-gen", ["--keep-existing"], { timeout: 900 });
  if (await isGenerated(host, locale)) return;
  throw new Failure({
    kind: "machine",
    tried: `locale-gen did not generate ${locale}`,
    found: (stderr || stdout).trim().split("\n").slice(-4).join(" | "),
    needs: "a locale that /usr/share/i18n/SUPPORTED lists",
    fix: "write one of those as bootstrap.locale",
  });
}
