import { afterEach, beforeEach, expect, test } from "vitest";
import type { MountLayout } from "../../provisioner/plugins/storage/layout.ts";
import { type FakeHost, fakeHost } from "../fake-host.fixture.ts";
import { mountTarget } from "./mounts.ts";

let host: FakeHost;
let done: string[];
beforeEach(async () => {
  host = await fakeHost();
  done = [];
  host.run = async (_, args) => {
    const place = args.at(-1)?.slice(host.files.path("/target").length) ?? "";
    // The shorter the path the longer it takes: whoever does not wait for it comes first.
    for (let turns = 20 - place.length; turns > 0; turns--) await new Promise(setImmediate);
    if (place === "/srv") throw new Error("wrong fs type");
    done.push(place || "/");
    return { stdout: "", stderr: "", exit: 0 };
  };
});
afterEach(() => host.remove());

test("no mount begins before the one that it lies in is there; the others do not wait for each other", async () => {
  await mount(["/", "/home", "/var", "/var/log", "/variable", "/var/log/journal"]);

  expect(done).toEqual(["/", "/variable", "/home", "/var", "/var/log", "/var/log/journal"]);
});

test("a mount that fails is told after the others have ended", async () => {
  await expect(mount(["/", "/srv", "/b"])).rejects.toThrow("wrong fs type");

  expect(done).toEqual(["/", "/b"]);
});

async function mount(places: string[]): Promise<void> {
  const mounts = places.map(
    (mountpoint): MountLayout => ({
      mountpoint,
      disk: "target",
      number: 1,
      type: "btrfs",
      options: [],
      pointer: "",
    }),
  );
  const made = [{ number: 1, path: "/dev/vda1", type: "btrfs", uuid: "x" } as const];
  await mountTarget(host, { disks: [], mounts, additions: [] }, made, "/target");
}
