import type { Report } from "../../contract/plugin.ts";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { askingFor, asksFor, languageIn, localeFiles, localeGenPath, withLanguage } from "./locale-files.ts";
import { isGenerated } from "./query.ts";

/** Asked of the C library afterwards: the exit status of locale-gen says little of any one locale */
export async function generateLocale(host: Host, locale: string, report: Report): Promise<void> {
  const wishes = (await host.files.read(localeGenPath)) ?? "";
  if (!asksFor(wishes, locale)) await host.files.write(localeGenPath, askingFor(wishes, locale));
  report(`generating ${locale}; this may take a minute`);
  const anyExit = Array.from({ length: 256 }, (_, status) => status);
  const { stdout, stderr, exit } = await host.run("locale-gen", ["--keep-existing"], {
    timeout: 900,
    allowedExits: anyExit,
  });
  if (await isGenerated(host, locale)) return;
  const said = (stderr || stdout).trim().split("\n").slice(-4).join(" | ");
  throw new Failure({
    kind: "machine",
    tried: `locale-gen did not generate ${locale}`,
    found: `exit status ${exit}: ${said}`,
    needs: "a locale that /usr/share/i18n/SUPPORTED lists",
    fix: "write one of those as bootstrap.locale",
  });
}

/** Looks for the files only now: the package locales, which may have come since the plan, makes one of them */
export async function setLanguage({ files }: Host, locale: string): Promise<void> {
  for (const path of await localeFiles(files)) {
    const text = (await files.read(path)) ?? "";
    if (languageIn(text) !== locale) await files.write(path, withLanguage(text, locale));
  }
}
