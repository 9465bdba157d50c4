import type { LiveLink } from "./live.ts";
import { fits } from "./pattern.ts";
import { networkFile } from "./render.ts";
import type { Interface } from "./schema.ts";

/** Whether a link is the one that an interface of the document means */
export function isMeant(link: LiveLink, name: string, { match }: Interface): boolean {
  if (!match) return answersTo(link, name);
  const byName = match.name === undefined || answersTo(link, match.name);
  const byMac = match.mac === undefined || link.mac?.toLowerCase() === match.mac.toLowerCase();
  const byPath = match.path === undefined || link.file === networkFile(name); // only udev knows ID_PATH
  return byName && byMac && byPath;
}

/** Whether one of the link's names fits a name or pattern */
export function answersTo({ name, otherNames }: LiveLink, pattern: string): boolean {
  return [name, ...otherNames].some(own => fits(own, pattern));
}
