import type { Action } from "../../contract/action.ts";
import type { FoundMount } from "./find-mounts.ts";
import type { SubvolumeFacts } from "./find-subvolumes.ts";
import type { FilesystemOperation, MountWords, SubvolumePlace } from "./operation.ts";
import { subvolumeIn } from "./options.ts";
import type { FilesystemFacts } from "./query.ts";
import type { FilesystemSection } from "./schema.ts";

/** What is mounted at a path from a device */
export function mounted(mountpoint: string, device: string, type: string): FoundMount {
  const nothing = { uuid: "", label: "", partuuid: "", partlabel: "" };
  return { mountpoint, source: device, device, type, root: "/", options: ["rw"], ...nothing };
}

/** / is a btrfs on /dev/vda3, with nothing else */
export const plain: FilesystemFacts = {
  mounts: [{ ...mounted("/", "/dev/vda3", "btrfs"), uuid: "1111", root: "/@" }],
  fstab: [],
  devices: {
    "UUID=1111": "/dev/vda3",
    "LABEL=data": "/dev/vdb",
    "/dev/vda3": "/dev/vda3",
    "/dev/vdb": "/dev/vdb",
  },
  folders: {},
  filled: [],
  subvolumes: {
    "@data": subvolume("nothing", { name: "@data", device: "/dev/vda3" }),
    "/srv/work": subvolume("nothing", { path: "/srv/work" }),
    "/data/inner": subvolume("nothing", undefined),
  },
  sources: ["/", "/data"],
  places: {},
  ownMounts: [],
  ownSnapshots: [],
  waiting: [],
};

function subvolume(found: SubvolumeFacts["found"], place: SubvolumePlace | undefined): SubvolumeFacts {
  const name = place === undefined ? "" : "name" in place ? place.name : `@${place.path}`;
  return { found, place, root: `/${name}`, device: "/dev/vda3", isEmpty: true, inner: [] };
}

/** The machine once these actions are applied; pure */
export function factsAfter(
  facts: FilesystemFacts,
  actions: readonly Action<FilesystemOperation>[],
  section: FilesystemSection,
): FilesystemFacts {
  const refused = actions.some(action => action.refused !== undefined);
  const operations = refused ? [] : actions.flatMap(action => action.operations);
  const after = operations.reduce(step, facts);
  return {
    ...after,
    devices: facts.devices,
    ownMounts: [...new Set([...facts.ownMounts, ...Object.keys(section.mounts ?? {})])],
  };
}

function step(facts: FilesystemFacts, operation: FilesystemOperation): FilesystemFacts {
  const { mounts, places, subvolumes, waiting } = facts;
  switch (operation.do) {
    case "write":
      return { ...facts, places: { ...places, [operation.path]: { content: operation.content } } };
    case "link":
      return { ...facts, places: { ...places, [operation.path]: { target: operation.target } } };
    case "remove": {
      const { [operation.path]: _gone, ...others } = places;
      return { ...facts, places: others };
    }
    case "mount":
      return { ...facts, mounts: [...mounts, mountedFrom(operation.mount)] };
    case "unmount":
      return { ...facts, mounts: mounts.filter(({ mountpoint }) => mountpoint !== operation.path) };
    case "create subvolume":
    case "delete subvolume": {
      const key = "name" in operation.place ? operation.place.name : operation.place.path;
      const found = operation.do === "create subvolume" ? "subvolume" : "nothing";
      return { ...facts, subvolumes: { ...subvolumes, [key]: subvolume(found, operation.place) } };
    }
    case "start timer":
      return { ...facts, waiting: [...waiting, operation.unit] };
    case "stop timer":
      return { ...facts, waiting: waiting.filter(unit => unit !== operation.unit) };
    default:
      return facts;
  }
}

function mountedFrom({ path, source, type = "btrfs", options }: MountWords): FoundMount {
  const device = source
    .replace("/dev/disk/by-uuid/1111", "/dev/vda3")
    .replace("/dev/disk/by-label/data", "/dev/vdb");
  const root = subvolumeIn(options) ?? "/";
  const uuid = device === "/dev/vda3" ? "1111" : "";
  const label = device === "/dev/vdb" ? "data" : "";
  return { ...mounted(path, device, type), root, options, uuid, label };
}
