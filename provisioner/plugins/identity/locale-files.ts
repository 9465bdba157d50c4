import type { Files } from "../../host/files.ts";

/** Where the language stands, locale.conf(5) */
const localeConfPath = "/etc/locale.conf";
/** The same in Debian up to bookworm; since trixie a link to the first */
const defaultLocalePath = "/etc/default/locale";
/** Both of them */
export const languagePaths = [localeConfPath, defaultLocalePath];
/** Which locales this machine shall have, locale.gen(5) */
export const localeGenPath = "/etc/locale.gen";
/** Where locale-gen puts them */
export const localeArchivePath = "/usr/lib/locale/locale-archive";

/** The files that say the language on the machine below `root`: one, or two where both are files of their own */
export async function localeFiles(files: Files, root = ""): Promise<string[]> {
  const isFile = async (path: string): Promise<boolean> => (await files.facts(root + path))?.kind === "file";
  const older = await isFile(defaultLocalePath);
  const newer = !older || (await isFile(localeConfPath));
  return [...(newer ? [localeConfPath] : []), ...(older ? [defaultLocalePath] : [])];
}

/** The language that a text in the format of locale.conf(5) sets */
export function languageIn(text: string): string | undefined {
  return /^[ \t]*LANG=["']?([^"'\s#]*)/m.exec(text)?.[1];
}

/** The text with another language; what it says of single categories stays */
export function withLanguage(text: string, locale: string): string {
  const line = `LANG=${locale}`;
  if (languageIn(text) !== undefined) return text.replace(/^[ \t]*LANG=.*$/m, line);
  return `${withFinalNewline(text)}${line}\n`;
}

/** glibc carries the C locale itself */
export function isBuiltIn(locale: string): boolean {
  return locale.startsWith("C.");
}

/** Whether a text in the format of locale.gen(5) asks for a locale */
export function asksFor(text: string, locale: string): boolean {
  return text.split("\n").some(line => line.trim().split(/\s+/).join(" ") === entryOf(locale));
}

/** The text asking for one locale more */
export function askingFor(text: string, locale: string): string {
  return asksFor(text, locale) ? text : `${withFinalNewline(text)}${entryOf(locale)}\n`;
}

/** Whether what `locale -a` prints has a locale, in the spelling that it uses */
export function lists(text: string, locale: string): boolean {
  return text.split("\n").includes(locale.replace("UTF-8", "utf8"));
}

function entryOf(locale: string): string {
  return `${locale} UTF-8`;
}

function withFinalNewline(text: string): string {
  return text === "" ? "" : text.replace(/\n?$/, "\n");
}
