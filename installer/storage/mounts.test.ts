import { afterEach, beforeEach, expect, test } from "vitest";
import type { MountLayout } from "../../provisioner/plugins/storage/layout.ts";
import { type FakeHost, fakeHost } from "../fake-host.fixture.ts";
import { mountTarget } from "./mounts.ts";

let host: FakeHost;
let done: string[];
/** What was mounted already when each began */
let before: Record<string, string[]>;
beforeEach(async () => {
  host = await fakeHost();
  done = [];
  before = {};
  host.run = async (_, args) => {
    const place = args.at(-1)?.slice(host.files.path("/target").length) ?? "";
    before[place || "/"] = [...done];
    await new Promise(resolve => setTimeout(resolve, 50)); // time enough for whoever does not wait
    if (place === "/srv") throw new Error("wrong fs type");
    done.push(place || "/");
    return { stdout: "", stderr: "", exit: 0 };
  };
});
afterEach(() => host.remove());

test("no mount begins before the one that it lies in is there; the others do not wait for each other", async () => {
  await mount(["/", "/home", "/var", "/var/log", "/variable", "/var/log/journal"]);

  expect(before).toMatchObject({ "/": [], "/home": ["/"], "/var": ["/"], "/variable": ["/"] });
  expect(before["/var/log"]).toContain("/var");
  expect(before["/var/log/journal"]).toContain("/var/log");
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
