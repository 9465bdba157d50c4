import type { Files } from "../../host/files.ts";
import type { Host } from "../../host/host.ts";
import { hostnamePath, hostsPath, nameIn } from "../host-names.ts";
import { consoleSetupFolder, isKeyboardCache, keyboardPath } from "./keyboard-file.ts";
import { asksFor, isBuiltIn, lists, localeFiles, localeGenPath } from "./locale-files.ts";
import type { IdentitySection } from "./schema.ts";
import { localtimePath, timezonePath, zoneOfLink, zonePath } from "./time-zone.ts";

/** The machine's own view of its names */
export interface CurrentNames {
  hostname?: string | undefined;
  hosts?: string | undefined;
  /** The name that the running kernel has; unknown in the chroot */
  kernel?: string | undefined;
}

/** The time zone of the machine */
export interface CurrentTimezone {
  /** Undefined when /etc/localtime is no link to a zone that is there */
  zone?: string | undefined;
  /** What /etc/timezone says, where there is one */
  name?: string | undefined;
}

/** The language of the machine */
export interface CurrentLocale {
  /** Every file that says it, with its text */
  files: { path: string; text: string }[];
  /** Whether /etc/locale.gen asks for it: else it goes away with the next upgrade of the C library */
  asked: boolean;
  /** Whether the C library has the locale that the document names */
  generated: boolean;
}

/** The keyboard layout of the consoles */
export interface CurrentKeymap {
  text?: string | undefined;
  /** Files that hold the layout of last time */
  caches: string[];
}

/** As much of the identity as the document speaks of */
export interface CurrentIdentity {
  names?: CurrentNames;
  timezone?: CurrentTimezone;
  locale?: CurrentLocale;
  keymap?: CurrentKeymap;
}

/** Reads a few small files, the same in the chroot and on the running machine */
export async function queryIdentity(host: Host, section: IdentitySection): Promise<CurrentIdentity> {
  const { hostname, domain, timezone, locale, keymap } = section;
  return {
    ...((hostname ?? domain) !== undefined && { names: await readNames(host) }),
    ...(timezone !== undefined && { timezone: await readTimezone(host.files) }),
    ...(locale !== undefined && { locale: await readLocale(host, locale) }),
    ...(keymap !== undefined && { keymap: await readKeymap(host.files) }),
  };
}

/** The name that the running kernel has */
export async function readKernelName({ files }: Host): Promise<string | undefined> {
  return (await files.read("/proc/sys/kernel/hostname"))?.trim();
}

async function readNames(host: Host): Promise<CurrentNames> {
  return {
    hostname: nameIn((await host.files.read(hostnamePath)) ?? ""),
    hosts: await host.files.read(hostsPath),
    kernel: host.stage === "live" ? await readKernelName(host) : undefined,
  };
}

/** The zone in use, and the name that the older file has for it */
export async function readTimezone(files: Files): Promise<CurrentTimezone> {
  const isLink = (await files.facts(localtimePath))?.kind === "symlink";
  const target = isLink ? await files.readLink(localtimePath) : undefined;
  const zone = target === undefined ? undefined : zoneOfLink(target);
  const isThere = zone !== undefined && (await files.facts(zonePath(zone))) !== undefined;
  return { zone: isThere ? zone : undefined, name: (await files.read(timezonePath))?.trim() };
}

async function readLocale(host: Host, locale: string): Promise<CurrentLocale> {
  const paths = await localeFiles(host.files);
  const texts = await Promise.all(paths.map(path => host.files.read(path)));
  const files = paths.map((path, index) => ({ path, text: texts[index] ?? "" }));
  if (isBuiltIn(locale)) return { files, asked: true, generated: true };
  const generated = await isGenerated(host, locale);
  const wishes = await host.files.read(localeGenPath);
  // no such file, and yet the locale: the package locales-all has it
  return { files, asked: wishes === undefined ? generated : asksFor(wishes, locale), generated };
}

/** Asks the C library itself: an entry in /etc/locale.gen is a wish, not a locale */
export async function isGenerated(host: Host, locale: string): Promise<boolean> {
  const { stdout } = await host.run("locale", ["-a"]);
  return lists(stdout, locale);
}

async function readKeymap(files: Files): Promise<CurrentKeymap> {
  const names = await files.list(consoleSetupFolder);
  return {
    text: await files.read(keyboardPath),
    caches: names.filter(isKeyboardCache).map(name => `${consoleSetupFolder}/${name}`),
  };
}
