import { dirname } from "node:path";
import { type Action, nothingToDo } from "../../contract/action.ts";
import type { SubvolumeFacts } from "./find-subvolumes.ts";
import type { FilesystemOperation, SubvolumePlace } from "./operation.ts";
import type { FilesystemFacts } from "./query.ts";
import type { FilesystemSection, Subvolume } from "./schema.ts";

/** One subvolume: made when it is not there, deleted only when the document says so */
export function planSubvolume(
  facts: FilesystemFacts,
  section: FilesystemSection,
  key: string,
  { state = "present" }: Subvolume,
): Action<FilesystemOperation> {
  const resource = `subvolume/${key.replace(/^\//, "")}`;
  const there = facts.subvolumes[key];
  const isThere = there?.found === "subvolume";
  if ((state === "present") === isThere) return nothingToDo(resource);
  if (state === "absent" && there?.found !== "subvolume") return nothingToDo(resource);
  const mount = mountOf(section, key);
  if (state === "absent") return planDeletion(facts, section, { resource, key, there });
  const missing = `there is no btrfs for ${key} on this machine; lsblk --fs lists what there is`;
  const inTheWay = `${key} is there, and is no subvolume; move it away`;
  const place = placeOf(facts, section, key);
  return {
    kind: "create",
    resource,
    summary: `create subvolume ${key}`,
    changes: [{ path: "state", from: "absent", to: "present" }],
    class: "reversible",
    phase: "configure",
    // in the chroot what it is to lie in is not mounted
    ...(mount !== undefined && { needsLive: true }),
    ...(there?.found === "other" ? { refused: inTheWay } : place ? {} : { refused: missing }),
    files: [],
    operations: place ? [{ do: "create subvolume", place }] : [],
  };
}

/** Where it is or will be; in a mount or a subvolume that the document itself makes, nothing is to be seen yet */
function placeOf(
  facts: FilesystemFacts,
  section: FilesystemSection,
  key: string,
): SubvolumePlace | undefined {
  const place = facts.subvolumes[key]?.place;
  if (place || !key.startsWith("/")) return place;
  const parent = dirname(key);
  const wish = section.subvolumes?.[parent];
  const isMade =
    mountOf(section, key) !== undefined ||
    (wish !== undefined && wish.state !== "absent" && placeOf(facts, section, parent) !== undefined);
  return isMade ? { path: key } : undefined;
}

/** The mount of the document in which a path will lie */
function mountOf({ mounts = {} }: FilesystemSection, key: string): string | undefined {
  return Object.keys(mounts).find(
    path => (mounts[path]?.state ?? "mounted") === "mounted" && key.startsWith(`${path}/`),
  );
}

function planDeletion(
  facts: FilesystemFacts,
  section: FilesystemSection,
  { resource, key, there }: { resource: string; key: string; there: SubvolumeFacts | undefined },
): Action<FilesystemOperation> {
  const inner = there?.inner ?? [];
  const mounted = facts.mounts
    .filter(({ device, root }) => device === there?.device && root === there.root)
    .map(({ mountpoint }) => mountpoint)
    .filter(path => (section.mounts?.[path]?.state ?? "mounted") === "mounted");
  const reason =
    inner.length > 0
      ? `other subvolumes lie in it, which would go as well: ${inner.join(", ")}; name those as absent first`
      : mounted.length > 0
        ? `it is mounted at ${mounted.join(", ")}; say of that mount that it is absent, too`
        : undefined;
  return {
    kind: "delete",
    resource,
    summary: `delete subvolume ${key}${there?.isEmpty ? ", which is empty" : " with all that is in it"}`,
    changes: [{ path: "state", from: "present", to: "absent" }],
    class: "irreversible",
    phase: "configure",
    ...(reason !== undefined && { refused: reason }),
    files: [],
    operations: there?.place ? [{ do: "delete subvolume", place: there.place }] : [],
  };
}
