import type { Report } from "../../contract/plugin.ts";
import type { Host } from "../../host/host.ts";
import { generateLocale, setLanguage } from "./apply-locale.ts";
import { setTimezone } from "./apply-timezone.ts";
import type { IdentityOperation } from "./operation.ts";

/** Executes one operation: files in the chroot as on a running machine, and what takes effect at once on the latter */
export async function applyIdentity(host: Host, operation: IdentityOperation, report: Report): Promise<void> {
  switch (operation.do) {
    case "write":
      return host.files.write(operation.path, operation.content);
    case "remove":
      return host.files.remove(operation.path);
    case "name the kernel":
      return nameKernel(host, operation.hostname);
    case "generate locale":
      return generateLocale(host, operation.locale, report);
    case "set language":
      return setLanguage(host, operation.locale);
    case "set time zone":
      return setTimezone(host.files, operation.timezone);
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
