/** The link that says the time zone, localtime(5) */
export const localtimePath = "/etc/localtime";
/** Its name once more: older Debian has it, trixie makes none, and some programs read it where it is */
export const timezonePath = "/etc/timezone";

/** Where tzdata puts the zones, a file each */
export const zonesFolder = "/usr/share/zoneinfo";

/** The file of a time zone */
export function zonePath(timezone: string): string {
  return `${zonesFolder}/${timezone}`;
}

/** The zone that a link names, absolute or relative as timedatectl writes it */
export function zoneOfLink(target: string): string | undefined {
  return /^(?:\.\.)?\/usr\/share\/zoneinfo\/(.+)$/.exec(target)?.[1];
}

/** Whether two names mean one zone: Debian's tzdata renames UTC to Etc/UTC when it is upgraded (tzdata.config) */
export function isSameZone(one: string | undefined, other: string): boolean {
  return one !== undefined && (one === other || canonical(one) === canonical(other));
}

function canonical(timezone: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: timezone }).resolvedOptions().timeZone;
  } catch {
    return timezone; // a zone that only this machine's tz database knows
  }
}
