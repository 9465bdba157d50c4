import type { Json } from "../../host/json.ts";
import { isMap } from "../../state/pointer.ts";
import { mapsForLists } from "../named-list.ts";

/** Reads lists of mounts by target, of subvolumes and snapshots by path, as the maps; pure */
export function normaliseFilesystem(section: Json): Json {
  const byTarget = mapsForLists(section, ["mounts"], "target");
  const byPath = mapsForLists(byTarget, ["subvolumes", "snapshots"], "path");
  if (!isMap(byPath) || !isMap(byPath["snapshots"])) return byPath;
  const snapshots = Object.entries(byPath["snapshots"]).map(([path, entry]) => [path, withoutDate(entry)]);
  return { ...byPath, snapshots: Object.fromEntries(snapshots) };
}

/** Older documents let a shell put the date behind the name; here every name ends in the time anyway */
function withoutDate(entry: Json | undefined): Json | undefined {
  if (!isMap(entry) || typeof entry["name"] !== "string") return entry;
  return { ...entry, name: entry["name"].replace(/(?<=.)[-_.]?\$\(date [^()]*\)$/, "") };
}
