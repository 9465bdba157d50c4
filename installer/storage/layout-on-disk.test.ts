import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { BusCall } from "../../provisioner/host/bus.ts";
import { Failure } from "../../provisioner/host/failure.ts";
import { type FakeHost, fakeHost } from "../fake-host.fixture.ts";
import { pretendInstall } from "../steps/pretend-install.fixture.ts";
import { makeFileSystems } from "./filesystems.ts";
import { partitionDisk } from "./partition.ts";
import type { TargetPlan } from "./target-plan.ts";

type Properties = Record<string, unknown>;

let host: FakeHost;
let plan: TargetPlan;
/** What the pretended UDisks2 knows, and the methods that were called with what they were called on */
let known: Record<string, Record<string, Properties>>;
let calls: string[];

beforeEach(async () => {
  host = await fakeHost();
  plan = pretendInstall(host, "image").plan;
  known = { "/vda": { [block]: { Device: bytes("/dev/vda") } } };
  calls = [];
  host.bus.call = async call => [await answer(call)];
});
afterEach(() => host.remove());

describe("partitionDisk", () => {
  it("makes the partitions in order, lets udev end, and knows each by its UUID in the table", async () => {
    const nodes = await partitionDisk(host, plan);

    expect(calls).toEqual(["Format gpt /vda", "CreatePartition", "CreatePartition", "CreatePartition"]);
    expect(host.ran).toEqual(["udevadm settle --timeout=30"]);
    expect(nodes.map(({ number, path, uuid }) => [number, path, uuid])).toEqual([
      [1, "/dev/vda1", "uuid-1"],
      [2, "/dev/vda2", "uuid-2"],
      [3, "/dev/vda3", "uuid-3"],
    ]);
  });

  it("names a partition as the document does, and writes no name that only repeats its type", async () => {
    const { call } = host.bus;
    const created: unknown[][] = [];
    host.bus.call = async request => {
      if (request.member === "CreatePartition") created.push(request.body?.slice(2, 4) ?? []);
      return await call(request);
    };
    const [bios, efi, linux] = plan.partitions;
    if (!bios || !efi || !linux) throw new Error("the plan has three partitions");

    await partitionDisk(host, { ...plan, partitions: [bios, efi, { ...linux, name: "system" }] });

    expect(created).toEqual([
      ["21686148-6449-6e6f-744e-656564454649", ""],
      ["c12a7328-f81f-11d2-ba4b-00a0c93ec93b", ""],
      ["", "system"], // libfdisk makes it plain Linux
    ]);
  });

  it("waits for nodes that come late", async () => {
    const { sleep } = host.clock;
    const waited: number[] = [];
    host.files.facts = async () => (waited.length < 3 ? undefined : someFile);
    host.clock.sleep = async seconds => {
      waited.push(seconds);
      await sleep(seconds);
    };

    expect(await partitionDisk(host, plan)).toHaveLength(3);
  });

  it("refuses a table in which the numbers are not those of the plan", async () => {
    known["/vda1"] = { [partition]: { Number: 1 } }; // somebody else was quicker
    await expect(partitionDisk(host, plan)).rejects.toThrow(
      "cannot make partition 1 of /dev/vda: found UDisks2 made it number 2",
    );
  });
});

describe("makeFileSystems", () => {
  it("formats what is to carry a file system, and tells each with its UUID", async () => {
    const said: string[] = [];
    const made = await makeFileSystems(host, plan, await partitionDisk(host, plan), line => said.push(line));

    expect(calls.slice(4)).toEqual(["Format vfat /vda2", "Format btrfs /vda3"]);
    expect(made).toEqual([
      { number: 2, path: "/dev/vda2", type: "vfat", uuid: "fs-/vda2", label: "ESP" },
      { number: 3, path: "/dev/vda3", type: "btrfs", uuid: "fs-/vda3", label: "groundstate" },
    ]);
    expect(said[1]).toBe("/dev/vda3: btrfs, UUID fs-/vda3");
  });

  it("ends every mkfs before it fails: an undo must not meet one that still writes", async () => {
    const nodes = await partitionDisk(host, plan);
    let btrfsEnded = false;
    host.bus.call = async ({ path }) => {
      if (path === "/vda2") throw new Failure({ kind: "machine", tried: "cannot make vfat" });
      await new Promise(resolve => setImmediate(resolve));
      btrfsEnded = true;
      return [];
    };

    await expect(makeFileSystems(host, plan, nodes, () => undefined)).rejects.toThrow("cannot make vfat");
    expect(btrfsEnded).toBe(true);
  });
});

const block = "org.freedesktop.UDisks2.Block";
const partition = "org.freedesktop.UDisks2.Partition";
const someFile = { kind: "other", mode: 0o660, uid: 0, gid: 6, size: 0 } as const;

/** Answers as UDisks2 does: a method comes back when its outcome is to be seen */
async function answer({ member, path, body = [] }: BusCall): Promise<unknown> {
  if (member === "GetManagedObjects") return known;
  if (member === "Format") {
    calls.push(`Format ${body[0]} ${path}`);
    const properties = known[path]?.[block];
    if (properties) Object.assign(properties, { IdType: body[0], IdUUID: `fs-${path}` });
    return undefined;
  }
  calls.push(member);
  const number = Object.keys(known).length;
  const device = `/dev/vda${number}`;
  known[`/vda${number}`] = {
    [block]: { Device: bytes(device) },
    [partition]: { Number: number, UUID: `uuid-${number}` },
  };
  await host.files.write(device, "");
  return `/vda${number}`;
}

function bytes(text: string): Buffer {
  return Buffer.from(`${text}\0`);
}
