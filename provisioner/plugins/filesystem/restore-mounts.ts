import { join, relative } from "node:path";
import { type Static, Type } from "@sinclair/typebox";
import type { UndoStep } from "../../contract/undo-all.ts";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { type FoundMount, findMounts, mountAround, mountAt } from "./find-mounts.ts";
import { mountNow, remountAsBefore, unmountNow } from "./mounting.ts";
import { changeable, ofOneMount, subvolumeIn } from "./options.ts";
import { mountUnit, unitPath } from "./unit-names.ts";
import { fileHeader, settingIn } from "./unit-texts.ts";

const Before = Type.Object({
  source: Type.String(),
  type: Type.String(),
  root: Type.String(),
  options: Type.Array(Type.String()),
});
type Before = Static<typeof Before>;

/** What was mounted at a path; null for nothing */
export const SavedMount = Type.Object({ path: Type.String(), before: Type.Union([Type.Null(), Before]) });
type SavedMount = Static<typeof SavedMount>;

/** What was mounted since goes first, the inner before the outer; then what was there comes, the outer before the inner */
export function restoreMounts(host: Host, saved: readonly SavedMount[]): UndoStep[] {
  const outerFirst = [...saved].sort((one, other) => (one.path < other.path ? -1 : 1));
  const step = (mount: SavedMount, undo: typeof unmountOther): UndoStep => ({
    what: `the mount at ${mount.path}`,
    undo: () => undo(host, mount),
  });
  return [
    ...[...outerFirst].reverse().map(mount => step(mount, unmountOther)),
    ...outerFirst.map(mount => step(mount, mountBefore)),
  ];
}

async function unmountOther(host: Host, { path, before }: SavedMount): Promise<void> {
  const now = mountAt(await findMounts(host), path);
  if (now && !isSame(now, before)) await unmountNow(host, path);
}

/** What could not be unmounted stays, and is not mounted over */
async function mountBefore(host: Host, { path, before }: SavedMount): Promise<void> {
  const mounts = await findMounts(host);
  const now = mountAt(mounts, path);
  if (!before) return;
  if (!now) return mountAgain(host, mounts, path, before);
  if (isSame(now, before) && now.options.join() !== before.options.join())
    await remountAsBefore(host, path, isBound(before) ? ownOptions(before) : changeable(before.options));
}

function isSame(now: FoundMount, before: Before | null): boolean {
  return before !== null && now.source === before.source && now.root === before.root;
}

async function mountAgain(
  host: Host,
  mounts: readonly FoundMount[],
  path: string,
  before: Before,
): Promise<void> {
  const { source, type, options } = before;
  if (!isBound(before)) return mountNow(host, { path, source, type, options });
  const folder = await shownFolder(host, mounts, before);
  if (folder !== undefined) return mountNow(host, { path, source: folder, options: ownOptions(before) });
  await mountAsInUnit(host, path, before);
}

/** Whether it is neither a whole file system nor a subvolume by its name */
function isBound({ root, options }: Before): boolean {
  return root !== "/" && root !== subvolumeIn(options);
}

/** Without `bind` the whole file system would become read-only with it, wherever else it is mounted */
function ownOptions({ options }: Before): string[] {
  return ["bind", ...ofOneMount(options)];
}

/** A folder was bound: where else it shows now. "tmpfs" and the like are the source of more than one file system */
async function shownFolder(
  host: Host,
  mounts: readonly FoundMount[],
  { source, root }: Before,
): Promise<string | undefined> {
  if (!source.includes("/")) return undefined;
  for (const mount of mounts) {
    const inner = relative(mount.root, root);
    const path = join(mount.mountpoint, inner);
    const shows = mount.source === source && !inner.startsWith("..") && mountAround(mounts, path) === mount;
    if (shows && (await host.files.facts(path))) return path;
  }
  return undefined;
}

/** The unit is by now as it was before */
async function mountAsInUnit(host: Host, path: string, { source, root }: Before): Promise<void> {
  const text = (await host.files.read(unitPath(mountUnit(path)))) ?? "";
  const what = settingIn(text, "What");
  if (!text.startsWith(fileHeader) || what === undefined) throw noLongerShown(path, `${source}[${root}]`);
  const type = settingIn(text, "Type");
  const options = settingIn(text, "Options")?.split(",") ?? [];
  await mountNow(host, { path, source: what, ...(type !== undefined && { type }), options });
}

function noLongerShown(path: string, source: string): Failure {
  return new Failure({
    kind: "machine",
    tried: `cannot mount ${path} again`,
    found: `that ${source} shows nowhere`,
    needs: "the file system that the folder lies in, mounted",
    fix: `mount it, then bind its folder to ${path}`,
  });
}
