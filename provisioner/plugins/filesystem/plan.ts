import { type Action, type Change, nothingToDo } from "../../contract/action.ts";
import type { PlanContext } from "../../contract/plugin.ts";
import type { Stage } from "../../host/host.ts";
import type { FilesystemOperation } from "./operation.ts";
import { planFstabMount, planMounted } from "./plan-mounted.ts";
import { planSubvolume } from "./plan-subvolume.ts";
import type { FilesystemFacts, FoundPlace } from "./query.ts";
import type { FilesystemSection, Mount, Snapshots } from "./schema.ts";
import { mountUnit, snapshotUnit, unitPath } from "./unit-names.ts";
import { fileHeader } from "./unit-texts.ts";
import { mountPlaces, snapshotPlaces, type WantedPlace, wantedMounts, wantedSnapshots } from "./wanted.ts";

/** Subvolumes that are mounted elsewhere, mounts, the subvolumes in those, snapshots: each when what it needs is there */
export function planFilesystem(
  facts: FilesystemFacts,
  section: FilesystemSection,
  { stage, owned }: PlanContext,
): Action<FilesystemOperation>[] {
  const mounts = wantedMounts(section, facts.ownMounts, owned);
  const isStaying = ([, { state = "mounted" }]: (typeof mounts)[number]): boolean => state === "mounted";
  // what lies in a mount goes before it, and comes after it
  const inOrder = [...mounts.filter(mount => !isStaying(mount)).reverse(), ...mounts.filter(isStaying)];
  const subvolumes = Object.entries(section.subvolumes ?? {}).sort(([one], [other]) =>
    one < other ? -1 : 1,
  );
  const planned = subvolumes.map(([key, wish]) => ({
    key,
    action: planSubvolume(facts, section, key, wish),
  }));
  const atTop = planned.filter(({ key }) => !key.startsWith("/"));
  const atPath = planned.filter(({ key }) => key.startsWith("/"));
  return [
    ...atTop.map(({ action }) => action),
    ...inOrder.flatMap(([path, mount]) => planMount(facts, path, mount, stage)),
    ...atPath.map(({ action }) => action),
    ...wantedSnapshots(section, facts.ownSnapshots, owned).flatMap(([path, snapshots]) =>
      planSnapshots(facts, path, snapshots, { stage, refused: unfit(facts, section, path, stage) }),
    ),
  ];
}

/** Why no snapshot of a path could ever be taken; what the document itself makes there is seen once it is made */
function unfit(
  facts: FilesystemFacts,
  { mounts = {}, subvolumes = {}, snapshots = {} }: FilesystemSection,
  path: string,
  stage: Stage,
): string | undefined {
  const isWanted = path in snapshots && snapshots[path]?.state !== "absent";
  if (!isWanted || stage === "install" || facts.sources.includes(path)) return undefined;
  if (path in mounts || path in subvolumes) return undefined;
  return `${path} is no btrfs subvolume; name it under subvolumes, or snapshot what it lies in`;
}

/** What is unmounted is unmounted before its unit goes */
function planMount(
  facts: FilesystemFacts,
  path: string,
  mount: Mount,
  stage: Stage,
): Action<FilesystemOperation>[] {
  const unit = mountUnit(path);
  const { state = "mounted" } = mount;
  const inFstab = facts.fstab.find(({ mountpoint }) => mountpoint === path);
  const isOurs = facts.places[unitPath(unit)] !== undefined;
  if (inFstab && !isOurs) return [planFstabMount(facts, path, mount, inFstab)];
  const files = planPlaces(facts, mountPlaces(path, mount), {
    resource: `mount${path}`,
    words: `the mount at ${path}`,
    stage,
    refused: state === "absent" ? undefined : aboveFstab(facts, path),
  });
  const mounted = planMounted(facts, path, mount, { stage, changed: files.kind !== "noop", isOurs });
  return state === "mounted" ? [files, mounted] : [mounted, files];
}

/** systemd lets a mount require the ones above it: without our device the installer's would fail, and the boot with it */
function aboveFstab({ fstab }: FilesystemFacts, path: string): string | undefined {
  const below = fstab.find(({ mountpoint }) => mountpoint.startsWith(`${path}/`));
  return (
    below &&
    `/etc/fstab mounts ${below.mountpoint} in ${path}, which would be hidden and would need this one at boot; mount it elsewhere, or take that line out`
  );
}

function planSnapshots(
  facts: FilesystemFacts,
  path: string,
  snapshots: Snapshots,
  { stage, refused }: { stage: Stage; refused: string | undefined },
): Action<FilesystemOperation>[] {
  const timer = `${snapshotUnit(path)}.timer`;
  const waits = facts.waiting.includes(timer);
  const isWanted = snapshots.state !== "absent" && snapshots.schedule !== undefined;
  const { schedule } = snapshots;
  const places = snapshotPlaces(path, snapshots);
  const files = planPlaces(facts, places, {
    resource: `snapshots${path}`,
    words: `the snapshots of ${path}`,
    stage,
    refused,
    before: [
      ...(isWanted && schedule !== undefined ? [{ do: "prove schedule" as const, schedule }] : []),
      ...(waits && !isWanted ? [{ do: "stop timer" as const, unit: timer }] : []),
    ],
    after: waits && isWanted ? [{ do: "restart timer", unit: timer }] : [],
  });
  if (!isWanted) return [files];
  return [files, planTimer(`timer${path}`, timer, stage === "live" && waits)];
}

function planTimer(resource: string, unit: string, waits: boolean): Action<FilesystemOperation> {
  if (waits) return nothingToDo(resource);
  return {
    kind: "modify",
    resource,
    summary: `start ${unit}`,
    changes: [{ path: "active", to: true }],
    class: "reversible",
    phase: "start",
    needsLive: true,
    files: [],
    operations: [{ do: "start timer", unit }],
  };
}

interface PlacesOf {
  resource: string;
  words: string;
  stage: Stage;
  /** Why it cannot be done */
  refused?: string | undefined;
  /** What else there is to do when something changes */
  before?: FilesystemOperation[];
  after?: FilesystemOperation[];
}

/** The files and links of one resource; a file of somebody else is not replaced */
function planPlaces(
  facts: FilesystemFacts,
  places: readonly WantedPlace[],
  { resource, words, stage, refused, before = [], after = [] }: PlacesOf,
): Action<FilesystemOperation> {
  const different = places.filter(place => !holds(facts, place));
  if (different.length === 0) return nothingToDo(resource);
  const isGone = places.every(({ content, target }) => (content ?? target) === undefined);
  const isNew = places.every(({ path }) => facts.places[path] === undefined);
  const foreign = different.find(({ path }) => isForeign(facts, path));
  const taken = `${foreign?.path} is not written by Groundstate; move it away, or leave it to do its work`;
  const reason = foreign ? taken : refused;
  return {
    kind: isGone ? "delete" : isNew ? "create" : "modify",
    resource,
    summary: isGone ? `forget ${words}` : `write ${words}`,
    changes: different.map(place => changeOf(facts, place)),
    class: "reversible",
    phase: "configure",
    ...(reason !== undefined && { refused: reason }),
    files: different.map(({ path }) => path),
    operations: [
      ...before,
      ...different.map(operationFor),
      ...(stage === "live" ? [{ do: "reload" as const }, ...after] : []),
    ],
  };
}

function holds({ places }: FilesystemFacts, { path, content, target }: WantedPlace): boolean {
  return places[path]?.content === content && places[path]?.target === target;
}

/** Links into the folders of targets are of no use to anybody but the unit of that name */
function isForeign({ places }: FilesystemFacts, path: string): boolean {
  const there = places[path];
  if (there === undefined || path.includes(".wants/")) return false;
  return there.content?.startsWith(fileHeader) !== true;
}

function operationFor({ path, content, target }: WantedPlace): FilesystemOperation {
  if (content !== undefined) return { do: "write", path, content };
  return target === undefined ? { do: "remove", path } : { do: "link", path, target };
}

function changeOf({ places }: FilesystemFacts, { path, ...wanted }: WantedPlace): Change {
  const from = inWords(places[path]);
  const to = inWords(wanted);
  return { path, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

function inWords(place: FoundPlace | undefined): string | undefined {
  return place?.target ?? (place?.content === undefined ? undefined : settingsIn(place.content));
}

/** A unit's settings on one line, for people */
function settingsIn(text: string): string {
  return text
    .split("\n")
    .filter(line => /^[A-Z][A-Za-z]+=/.test(line) && !/^(Description|WantedBy)=/.test(line))
    .join("; ");
}
