import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakeHost, fakeHost } from "../fake-host.fixture.ts";
import { allSources } from "./all-sources.ts";
import { commandLineSource } from "./command-line-source.ts";
import { findDocument } from "./find-document.ts";
import { labelledVolumes } from "./volume-source.ts";

const volume = { path: "/dev/vdb", label: "GROUNDSTATE", fstype: "vfat" };
const onVolume = "/run/groundstate/volume";
const onMedium = "/medium/groundstate";
const credential = "/run/credentials/@system/groundstate.state";

let host: FakeHost;
let said: string[];

async function machine(volumes: object[]): Promise<void> {
  host = await fakeHost({ lsblk: JSON.stringify({ blockdevices: volumes }) });
  said = [];
}

function find(url?: string): ReturnType<typeof findDocument> {
  const report = (text: string): number => said.push(text);
  return findDocument(allSources(host, { url, medium: "/medium", credentials: undefined, report }));
}

beforeEach(() => machine([volume]));
afterEach(() => host.remove());

describe("precedence of sources", () => {
  it("takes the URL before everything else", async () => {
    await host.files.write("/url.json", "from the URL");
    await host.files.write(credential, "from the credential");
    await host.files.write(`${onVolume}/state.json`, "from the volume");

    const { found } = await find(`file://${host.files.path("/url.json")}`);

    expect(found?.text).toBe("from the URL");
  });

  it("takes the credential before the volume", async () => {
    await host.files.write(credential, "from the credential");
    await host.files.write(`${onVolume}/state.json`, "from the volume");

    expect((await find()).found?.text).toBe("from the credential");
  });

  it("takes the volume before the medium, mounts it read-only and unmounts it", async () => {
    await host.files.write(`${onVolume}/state.yaml`, "from the volume");
    await host.files.write(`${onMedium}/state.json`, "from the medium");

    const { found } = await find();

    expect(found).toEqual({
      origin: "volume GROUNDSTATE (/dev/vdb), state.yaml",
      name: "GROUNDSTATE:/state.yaml",
      text: "from the volume",
    });
    expect(host.ran).toContain("mount -o ro,nosuid,nodev,noexec /dev/vdb /run/groundstate/volume");
    expect(host.ran.at(-1)).toBe("umount /run/groundstate/volume");
  });

  it.each([
    ["ext4", "noload"],
    ["xfs", "norecovery"],
    ["btrfs", "rescue=nologreplay"],
  ])(
    "replays no journal of a volume with %s, and lets nothing be written to it meanwhile",
    async (fstype, option) => {
      await machine([{ ...volume, fstype }]);
      await host.files.write(`${onVolume}/state.json`, "from the volume");

      expect((await find()).found?.text).toBe("from the volume");
      expect(host.ran.slice(-4)).toEqual([
        "blockdev --setro /dev/vdb",
        `mount -o ro,nosuid,nodev,noexec,${option} /dev/vdb /run/groundstate/volume`,
        "umount /run/groundstate/volume",
        "blockdev --setrw /dev/vdb",
      ]);
    },
  );

  it("leaves a volume write-protected that somebody has protected", async () => {
    await machine([{ ...volume, fstype: "ext4", ro: true }]);
    await host.files.write(`${onVolume}/state.json`, "from the volume");

    expect((await find()).found?.text).toBe("from the volume");
    expect(host.ran.filter(command => command.startsWith("blockdev"))).toEqual([]);
  });

  it("takes the medium last, and finds nothing where nothing is", async () => {
    await machine([]);
    expect(await find()).toEqual({});

    await host.files.write(`${onMedium}/state.yml`, "from the medium");
    expect((await find()).found?.origin).toBe("boot medium, state.yml");
  });
});

describe("a source that holds something else than one document stops the search", () => {
  it("two volumes with the label", async () => {
    await machine([volume, { ...volume, path: "/dev/vdc" }]);
    await host.files.write(`${onMedium}/state.json`, "from the medium");

    const { found, problem } = await find();

    expect(found).toBeUndefined();
    expect(problem?.found).toBe("2 volumes labelled GROUNDSTATE: /dev/vdb, /dev/vdc");
  });

  it("a volume that somebody has mounted to write to it", async () => {
    await machine([{ ...volume, fstype: "ext4", mountpoints: [null, "/mnt"] }]);

    const { problem } = await find();

    expect(problem?.found).toBe("volume GROUNDSTATE (/dev/vdb) in use at /mnt");
    expect(host.ran.filter(command => /^(blockdev|mount)/.test(command))).toEqual([]);
  });

  it("two documents on the volume", async () => {
    await host.files.write(`${onVolume}/state.json`, "{}");
    await host.files.write(`${onVolume}/state.yaml`, "{}");

    expect((await find()).problem?.found).toContain("state.json and state.yaml on the volume GROUNDSTATE");
  });

  it("a volume that cannot be mounted", async () => {
    await host.files.write(`${onMedium}/state.json`, "from the medium");
    const { run } = host;
    host.run = async (program, args, options) => {
      if (program === "mount") throw new Error("mount: wrong fs type");
      return await run(program, args, options);
    };

    const { found, problem } = await find();

    expect(found).toBeUndefined();
    expect(problem?.found).toBe(
      "volume GROUNDSTATE (/dev/vdb), which cannot be mounted: mount: wrong fs type",
    );
    expect(problem?.fix).toContain("then retry");
  });

  it("a folder called state.json", async () => {
    await host.files.makeDirectory(`${onVolume}/state.json`);

    expect((await find()).problem?.found).toBe(
      "state.json on the volume GROUNDSTATE (/dev/vdb), which is a folder",
    );
    expect(host.ran.at(-1)).toBe("umount /run/groundstate/volume");
  });

  it("anything else that fails while it is read", async () => {
    await host.files.makeDirectory(credential);

    const { problem } = await find();

    expect(problem?.found).toMatch(/^the source systemd credential, which cannot be read: EISDIR/);
  });

  it("a volume with the label but without a document", async () => {
    await host.files.write(`${onMedium}/state.json`, "from the medium");

    const { found, problem } = await find();

    expect(found).toBeUndefined();
    expect(problem?.found).toContain("volume GROUNDSTATE (/dev/vdb) without state.json");
  });
});

describe("commandLineSource", () => {
  it("tries again while the network comes up", async () => {
    let attempts = 0;
    const get = async (): Promise<string> => {
      attempts++;
      if (attempts < 3)
        throw new TypeError("fetch failed", { cause: new Error("getaddrinfo EAI_AGAIN boot") });
      return "{}";
    };
    const report = (text: string): number => said.push(text);

    const answer = await commandLineSource("http://boot/x", { clock: host.clock, report, get }).look();

    expect(answer.found?.text).toBe("{}");
    expect(said).toEqual([
      "Cannot get http://boot/x yet (getaddrinfo EAI_AGAIN boot); next attempt in 1 s",
      "Cannot get http://boot/x yet (getaddrinfo EAI_AGAIN boot); next attempt in 2 s",
    ]);
  });

  it("gives up after about two minutes as a problem, and keeps the password out of it", async () => {
    const start = host.clock.now().getTime();
    const get = async (): Promise<string> => {
      throw new Error("HTTP status 404");
    };

    const source = commandLineSource("https://me:geheim@boot/x", {
      clock: host.clock,
      report: text => said.push(text),
      get,
    });
    const { problem } = await source.look();

    expect(problem?.found).toBe("groundstate.state=https://boot/x could not be read: HTTP status 404");
    expect(said.join()).not.toContain("geheim");
    expect((host.clock.now().getTime() - start) / 1000).toBeLessThan(180);
  });
});

describe("labelledVolumes", () => {
  it("looks into partitions, knows a volume once, and leaves an installed machine's disk alone", () => {
    const listing = JSON.stringify({
      blockdevices: [
        {
          path: "/dev/sda",
          label: null,
          fstype: null,
          children: [{ path: "/dev/sda3", label: "groundstate", fstype: "btrfs" }],
        },
        { path: "/dev/sdb", label: null, fstype: null, children: [{ ...volume, path: "/dev/sdb1" }] },
        { ...volume, path: "/dev/sdb1" },
      ],
    });

    expect(labelledVolumes(listing)).toMatchObject([{ path: "/dev/sdb1", fstype: "vfat" }]);
  });

  it("takes an unpartitioned stick for one volume, also when its boot sector looks like a partition table", () => {
    const listing = JSON.stringify({
      blockdevices: [{ ...volume, children: [{ ...volume, path: "/dev/vdb1" }] }],
    });

    expect(labelledVolumes(listing)).toMatchObject([{ path: "/dev/vdb", fstype: "vfat" }]);
  });
});
