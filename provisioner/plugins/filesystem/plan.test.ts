import fc from "fast-check";
import { expect, test } from "vitest";
import type { Action } from "../../contract/action.ts";
import type { Stage } from "../../host/host.ts";
import { factsAfter, mounted, plain } from "./modelled-facts.fixture.ts";
import type { FilesystemOperation } from "./operation.ts";
import { planFilesystem } from "./plan.ts";
import type { FilesystemFacts } from "./query.ts";
import type { FilesystemSection } from "./schema.ts";

const live = { stage: "live" as const, owned: [] };
const mount = fc.record(
  {
    source: fc.constantFrom("UUID=1111", "LABEL=data", "/dev/vdb", "tmpfs", "server:/export"),
    fstype: fc.constantFrom("btrfs", "ext4"),
    options: fc.constantFrom<string | string[]>("subvol=@data", ["noatime", "subvol=@home"], "noatime"),
    state: fc.constantFrom("mounted" as const, "unmounted" as const, "absent" as const),
  },
  { requiredKeys: ["source"] },
);
const state = fc.constantFrom("present" as const, "absent" as const);
const section: fc.Arbitrary<FilesystemSection> = fc.record(
  {
    mounts: fc.dictionary(fc.constantFrom("/data", "/srv/x", "/a-b"), mount),
    subvolumes: fc.dictionary(
      fc.constantFrom("@data", "/srv/work", "/data/inner"),
      fc.record({ state }, { requiredKeys: [] }),
    ),
    snapshots: fc.dictionary(
      fc.constantFrom("/", "/data"),
      fc.record(
        { schedule: fc.constantFrom("hourly", "daily"), retention: fc.integer({ min: 1, max: 9 }), state },
        { requiredKeys: [] },
      ),
    ),
  },
  { requiredKeys: [] },
);

function todo(
  facts: FilesystemFacts,
  wish: FilesystemSection,
  stage: Stage = "live",
): Action<FilesystemOperation>[] {
  return planFilesystem(facts, wish, { stage, owned: [] }).filter(({ kind }) => kind !== "noop");
}

test("once a plan is carried out there is nothing left to do, whatever was before", () => {
  fc.assert(
    fc.property(section, section, (earlier, wish) => {
      const before = factsAfter(plain, todo(plain, earlier), earlier);
      const actions = todo(before, wish);
      fc.pre(actions.every(({ refused }) => refused === undefined));

      expect(todo(factsAfter(before, actions, wish), wish)).toEqual([]);
    }),
  );
});

test("what the chroot made needs only what it deferred once the machine runs", () => {
  fc.assert(
    fc.property(section, wish => {
      const actions = todo(plain, wish, "install");
      fc.pre(actions.every(({ refused }) => refused === undefined));
      const made = factsAfter(
        plain,
        actions.filter(({ needsLive }) => !needsLive),
        wish,
      );

      expect(todo(made, wish).filter(({ needsLive }) => !needsLive)).toEqual([]);
    }),
  );
});

test("any order of keys gives the same plan", () => {
  fc.assert(
    fc.property(section, wish => {
      const turned = Object.fromEntries(
        Object.entries(wish).map(([key, entries]) => [
          key,
          Object.fromEntries(Object.entries(entries).reverse()),
        ]),
      );
      expect(planFilesystem(plain, turned, live)).toEqual(planFilesystem(plain, wish, live));
    }),
  );
});

test("a subvolume comes before its mount, and what lies in that mount after it", () => {
  const wish = {
    subvolumes: { "/data/inner": {}, "@data": {} },
    mounts: { "/data": { source: "UUID=1111", options: "subvol=@data" } },
  };
  expect(todo(plain, wish).map(({ resource }) => resource)).toEqual([
    "subvolume/@data",
    "mount/data",
    "mounted/data",
    "subvolume/data/inner",
  ]);
  expect(
    todo(plain, wish, "install")
      .filter(({ needsLive }) => needsLive)
      .map(({ resource }) => resource),
  ).toEqual(["mounted/data", "subvolume/data/inner"]);
});

test("a device that is not there, and a place that is taken, are refused with the reason", () => {
  const refused = (facts: FilesystemFacts, source: string) =>
    todo(facts, { mounts: { "/data": { source } } }).flatMap(({ refused }) => refused ?? []);

  expect(refused(plain, "LABEL=gone")).toEqual([
    "there is no LABEL=gone on this machine; lsblk --fs lists what there is, with UUID and label",
  ]);
  expect(
    todo(plain, { mounts: { "/data": { source: "LABEL=gone" } } }, "install").map(({ refused }) => refused),
  ).toEqual([undefined, undefined]);
  const taken = { ...plain, mounts: [...plain.mounts, mounted("/data", "/dev/vdc", "ext4")] };
  expect(refused(taken, "UUID=1111")[0]).toContain(
    "/dev/vdc is mounted at /data already, and not by Groundstate",
  );
  const foreign = { ...plain, places: { "/etc/systemd/system/data.mount": { content: "[Mount]\n" } } };
  expect(refused(foreign, "UUID=1111")[0]).toContain("data.mount is not written by Groundstate");
});

test("a line of fstab does when it says the same, and is refused when it does not", () => {
  const line = { device: "UUID=1111", mountpoint: "/home", options: ["noatime", "subvol=/@home"] };
  const root = plain.mounts[0];
  const facts = {
    ...plain,
    fstab: [line],
    mounts: [...plain.mounts, { ...mounted("/home", "/dev/vda3", "btrfs"), uuid: "1111", root: "/@home" }],
  };
  const home = (options: string) => todo(facts, { mounts: { "/home": { source: "UUID=1111", options } } });

  expect(root?.mountpoint).toBe("/");
  expect(home("noatime,subvol=@home")).toEqual([]);
  expect(home("compress=zstd")[0]?.refused).toContain("/etc/fstab has a line for /home that says otherwise");
});

test("snapshots of what is no subvolume are refused, unless the document makes it one", () => {
  const snapshots = { "/srv/work": { schedule: "daily", retention: 3 } };

  expect(todo(plain, { snapshots })[0]?.refused).toContain("/srv/work is no btrfs subvolume");
  expect(
    todo(plain, { snapshots, subvolumes: { "/srv/work": {} } }).flatMap(({ refused }) => refused ?? []),
  ).toEqual([]);
  expect(todo(plain, { snapshots: { "/srv/work": { state: "absent" } } })).toEqual([]);
});

test("a mount says what it hides", () => {
  const facts = { ...plain, filled: ["/data"] };

  const actions = todo(facts, { mounts: { "/data": { source: "UUID=1111" } } });

  expect(actions.at(-1)?.summary).toBe("mount UUID=1111 at /data, which hides what lies in that folder");
});

test("a subvolume is not deleted while others lie in it or it stays mounted, nor when it is merely not named", () => {
  const data = {
    found: "subvolume" as const,
    place: { name: "@data", device: "/dev/vda3" },
    root: "/@data",
    device: "/dev/vda3",
    isEmpty: undefined,
    inner: [] as string[],
  };
  const facts = (inner: string[]): FilesystemFacts => ({
    ...plain,
    subvolumes: { "@data": { ...data, inner } },
    mounts: [...plain.mounts, { ...mounted("/data", "/dev/vda3", "btrfs"), root: "/@data" }],
  });
  const wish: FilesystemSection = { subvolumes: { "@data": { state: "absent" } } };
  const unmounting = { ...wish, mounts: { "/data": { source: "/dev/vda3", state: "absent" as const } } };

  expect(todo(facts(["@data/inner"]), wish)[0]?.refused).toContain(
    "other subvolumes lie in it, which would go as well: @data/inner",
  );
  expect(todo(facts([]), wish)[0]?.refused).toContain("it is mounted at /data");
  expect(todo(facts([]), unmounting).filter(({ refused }) => refused)).toEqual([]);
  expect(todo(facts([]), unmounting)[0]).toMatchObject({ kind: "delete", class: "irreversible" });
  expect(planFilesystem(facts([]), {}, { stage: "live", owned: ["subvolume/@data"] })).toEqual([]);
});

test("subvolumes in each other are made by one document, the outer one first", () => {
  const nothing = {
    found: "nothing" as const,
    root: "/",
    device: "/dev/vda3",
    isEmpty: undefined,
    inner: [],
  };
  const facts: FilesystemFacts = {
    ...plain,
    subvolumes: {
      "/srv/a": { ...nothing, place: { path: "/srv/a" } },
      "/srv/a/b": { ...nothing, place: undefined },
      "/srv/a/b/c": { ...nothing, place: undefined },
      "/srv/x/y": { ...nothing, place: undefined },
    },
  };
  const names = ["/srv/a/b/c", "/srv/a/b", "/srv/a"];
  const actions = todo(facts, { subvolumes: Object.fromEntries(names.map(name => [name, {}])) });

  expect(actions.map(({ refused, operations }) => refused ?? operations)).toEqual(
    [...names].reverse().map(path => [{ do: "create subvolume", place: { path } }]),
  );
  expect(todo(facts, { subvolumes: { "/srv/x/y": {} } })[0]?.refused).toContain(
    "there is no btrfs for /srv/x/y",
  );
  expect(
    todo(facts, { subvolumes: { "/srv/a": { state: "absent" }, "/srv/a/b": {} } })[0]?.refused,
  ).toContain("there is no btrfs for /srv/a/b");
});
