import { isObject, type Json } from "../../host/json.ts";
import { mapsForLists } from "../named-list.ts";

/** Brings a list of disks, each with its "device", and a list of named volumes into the maps that the schema knows */
export function normaliseStorage(section: Json): Json {
  return mapsForLists(devicesByPath(section), ["volumes"]);
}

function devicesByPath(section: Json): Json {
  if (!isObject(section) || !("disks" in section) || "devices" in section) return section;
  const { disks, ...rest } = section;
  if (!Array.isArray(disks)) return section;
  const entries: [string, Json][] = [];
  for (const disk of disks) {
    if (!isObject(disk) || typeof disk["device"] !== "string") return section;
    const { device, ...facts } = disk;
    entries.push([device, facts]);
  }
  return { ...rest, devices: Object.fromEntries(entries) };
}
