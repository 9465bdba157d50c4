import { expect, test } from "vitest";
import type { Action } from "../../contract/action.ts";
import type { Stage } from "../../host/host.ts";
import type { FoundMount } from "./find-mounts.ts";
import { factsAfter, mounted, plain } from "./modelled-facts.fixture.ts";
import type { FilesystemOperation } from "./operation.ts";
import { planFilesystem } from "./plan.ts";
import type { FilesystemFacts } from "./query.ts";
import type { FilesystemSection, Mount } from "./schema.ts";
import { mountText } from "./unit-texts.ts";

function todo(
  facts: FilesystemFacts,
  wish: FilesystemSection,
  stage: Stage = "live",
): Action<FilesystemOperation>[] {
  return planFilesystem(facts, wish, { stage, owned: [] }).filter(({ kind }) => kind !== "noop");
}

test("a mount above one of fstab is refused: that one would hang on it at boot", () => {
  const facts = { ...plain, fstab: [{ device: "UUID=2222", mountpoint: "/srv/mail", options: ["noatime"] }] };
  const refused = (path: string) =>
    todo(facts, { mounts: { [path]: { source: "LABEL=data" } } }).flatMap(({ refused }) => refused ?? []);

  expect(refused("/srv")[0]).toContain("/etc/fstab mounts /srv/mail in /srv");
  expect(refused("/srv/mailbox")).toEqual([]);
});

test.each<[string, Mount, Partial<FoundMount>]>([
  ["the type none of a bind", { source: "/srv/a", fstype: "none", options: "bind" }, { root: "/@/srv/a" }],
  ["any type of a bind", { source: "/srv/a", fstype: "ext4", options: ["bind"] }, { root: "/@/srv/a" }],
  [
    "the type auto",
    { source: "LABEL=data", fstype: "auto" },
    { device: "/dev/vdb", label: "data", type: "ext4" },
  ],
  [
    "ntfs-3g",
    { source: "LABEL=data", fstype: "ntfs-3g" },
    { device: "/dev/vdb", label: "data", type: "fuseblk" },
  ],
  ["nfs", { source: "server:/export", fstype: "nfs" }, { source: "server:/export", type: "nfs4" }],
  [
    "sshfs",
    { source: "me@server:/home", fstype: "sshfs" },
    { source: "me@server:/home", type: "fuse.sshfs" },
  ],
])("%s is what the kernel shows by another name, and holds", (_what, wish, shown) => {
  const facts = {
    ...plain,
    folders: { "/srv/a": { device: "/dev/vda3", root: "/@/srv/a" } },
    mounts: [...plain.mounts, { ...mounted("/data", "/dev/vda3", "btrfs"), ...shown }],
  };
  const earlier = todo(facts, { mounts: { "/data": wish } }, "install");
  const made = { ...factsAfter(facts, earlier, {}), mounts: facts.mounts };

  expect(todo(made, { mounts: { "/data": wish } })).toEqual([]);
});

test("what is another type, or another folder, is unmounted and mounted", () => {
  const operations = (wish: Mount, shown: Partial<FoundMount>) => {
    const mounts = [...plain.mounts, { ...mounted("/data", "/dev/vda3", "btrfs"), ...shown }];
    const folders = {
      "/srv/b": { device: "/dev/vda3", root: "/@/srv/b" },
      "/srv/gone": { device: "", root: "" },
    };
    const ours = { "/etc/systemd/system/data.mount": { content: mountText("/data", wish) } };
    const actions = todo({ ...plain, mounts, folders, places: ours }, { mounts: { "/data": wish } });
    return actions
      .find(({ resource }) => resource === "mounted/data")
      ?.operations.map(({ do: what }) => what);
  };
  const anew = ["unmount", "mount"];

  expect(operations({ source: "/srv/b", options: "bind" }, { root: "/@/srv/a" })).toEqual(anew);
  expect(operations({ source: "/srv/gone", options: "bind" }, { root: "/@/srv/a" })).toEqual(anew);
  expect(operations({ source: "/srv/b", options: "bind" }, { root: "/@/srv/b" })).toEqual(["remount"]);
  expect(operations({ source: "LABEL=data", fstype: "xfs" }, { label: "data", type: "fuseblk" })).toEqual(
    anew,
  );
});

test("mounts in mounts go first, and whatever goes does so before anything is mounted", () => {
  const paths = ["/data", "/data/in", "/data/in/deep"];
  const wish = { mounts: Object.fromEntries(paths.map(path => [path, { source: "LABEL=data" }])) };
  const before = factsAfter(plain, todo(plain, wish), wish);
  const unmounted = { ...wish.mounts, "/data/in": { source: "LABEL=data", state: "absent" as const } };

  const resources = (section: FilesystemSection) =>
    planFilesystem(before, section, { stage: "live", owned: paths.map(path => `mount${path}`) })
      .flatMap(({ operations }) => operations)
      .flatMap(operation =>
        operation.do === "unmount"
          ? operation.path
          : operation.do === "mount"
            ? `+${operation.mount.path}`
            : [],
      );

  expect(resources({})).toEqual(["/data/in/deep", "/data/in", "/data"]);
  expect(resources({ mounts: { ...unmounted, "/data": { source: "UUID=1111" } } })).toEqual([
    "/data/in",
    "/data",
    "+/data",
  ]);
});
