import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakeHost, fakeHost } from "../fake-host.fixture.ts";
import { type Medium, mediumOfSuite, readMedium } from "../medium.ts";
import { settle } from "../settings.ts";
import { debootstrapNeeds } from "./base-source.ts";
import { checkClock } from "./clock.ts";
import type { Ground } from "./ground.ts";
import { packagesMissing, packagesNotOnMedium } from "./medium-packages.ts";
import { checkMemory } from "./memory.ts";
import { checkTimezone } from "./timezone.ts";

let host: FakeHost;
beforeEach(async () => {
  host = await fakeHost();
});
afterEach(() => host.remove());

async function ground(): Promise<Ground> {
  const medium = await readMedium(host.files, "/medium");
  const settings = settle({}, { unattended: false, rescue: false }, medium);
  return {
    host,
    medium,
    settings,
    document: { version: 1, plugins: {} },
    plan: undefined,
    fetches: false,
    mirrors: { ask: async () => ({ kind: "silent", why: "no network" }) },
    report: () => undefined,
  };
}

describe("checkMemory", () => {
  it("says how much there is and how much it takes", async () => {
    await host.files.write("/proc/meminfo", "MemTotal:         493564 kB\nMemFree: 1 kB\n");
    const [problem] = await checkMemory(await ground());
    expect(problem?.found).toBe("481 MiB of memory");
    expect(problem?.needs).toContain("1024 MiB");
  });

  it("is content with a machine of 1 GiB, of which the kernel counts less", async () => {
    await host.files.write("/proc/meminfo", "MemTotal:         978564 kB\n");
    expect(await checkMemory(await ground())).toEqual([]);
  });
});

describe("checkClock", () => {
  it("sets a clock that is before the day the medium was built", async () => {
    await host.files.write("/medium/groundstate/identity.json", '{"built":"2026-06-01T00:00:00Z"}');
    await checkClock(await ground());
    expect(host.ran).toEqual(["date --utc --set=2026-06-01T00:00:00Z"]);
  });

  it("asks the mirror what time it is when the clock was wrong and packages are fetched", async () => {
    await host.files.write("/medium/groundstate/identity.json", '{"built":"2026-06-01T00:00:00Z"}');
    let now = host.clock.now();
    const settable: FakeHost = {
      ...host,
      clock: { ...host.clock, now: () => now },
      run: async (program, args) => {
        now = new Date(String(args[1]).replace("--set=", ""));
        return await host.run(program, args);
      },
    };
    const date = new Date("2026-11-20T18:00:00Z");
    const mirrors: Ground["mirrors"] = { ask: async () => ({ kind: "there", why: "", date }) };
    const here = await ground();
    const settings = { ...here.settings, mirror: "http://mirror.example/debian" };
    const said: string[] = [];
    const report = (text: string): void => void said.push(text);

    const off = { ...here, host: settable, settings, mirrors, report };
    expect(await checkClock({ ...off, fetches: true })).toEqual([]);

    expect(host.ran.at(-1)).toBe("date --utc --set=2026-11-20T18:00:00.000Z");
    expect(said.join()).toContain("it was set to 2026-11-20T18:00:00.000Z");
  });

  it("leaves a sane clock alone", async () => {
    await host.files.write("/medium/groundstate/identity.json", '{"built":"2025-06-01T00:00:00Z"}');
    expect(await checkClock(await ground())).toEqual([]);
    expect(host.ran).toEqual([]);
  });
});

describe("checkTimezone", () => {
  it("refuses a time zone that Debian does not know, at its place in the document", async () => {
    await host.files.write("/usr/share/zoneinfo/Europe/Berlin", "TZif");
    const at = async (timezone: string): Promise<string[]> => {
      const here = await ground();
      const found = await checkTimezone({ ...here, settings: { ...here.settings, timezone } });
      return found.map(({ pointer }) => pointer);
    };

    expect(await at("Europe/Berlin")).toEqual([]);
    expect(await at("Europe/Bärlin")).toEqual(["/bootstrap/timezone"]);
    expect(await at("Europe")).toEqual(["/bootstrap/timezone"]);
  });
});

describe("debootstrapNeeds", () => {
  it("misses package list and provisioner before the disk is erased, and says how to mend it", async () => {
    const problems = await debootstrapNeeds(await ground());

    expect(problems).toHaveLength(2);
    for (const { fix } of problems) expect(fix).toContain("boot the Groundstate medium");
  });

  it("is content when both lie on the medium", async () => {
    await host.files.write("/medium/groundstate/identity.json", "{}");
    await host.files.write("/medium/groundstate/base-packages.txt", "udev\n");
    await host.files.write("/medium/pool/main/g/groundstate_1.0_all.deb", "");

    expect(await debootstrapNeeds(await ground())).toEqual([]);
  });
});

describe("medium", () => {
  it("still counts as one when its identity cannot be read", async () => {
    await host.files.write("/medium/groundstate/identity.json", '{"built":');
    expect(await readMedium(host.files, "/medium")).toMatchObject({ version: "unknown", suite: "trixie" });
  });

  it("knows the security archive of its mirror, and of no other mirror", async () => {
    const identity = { mirror: "http://a.example/debian", security: "http://b.example/security" };
    await host.files.write("/medium/groundstate/identity.json", JSON.stringify(identity));
    const medium = await readMedium(host.files, "/medium");
    const securityOf = (mirror: string | undefined): string | undefined =>
      settle(mirror === undefined ? {} : { mirror }, { unattended: false, rescue: false }, medium).security;

    expect(securityOf(undefined)).toBe("http://b.example/security");
    expect(securityOf("http://c.example/debian")).toBeUndefined();
  });

  it("gives its packages to no other suite", async () => {
    await host.files.write("/medium/groundstate/identity.json", '{"suite":"trixie"}');
    const medium = await readMedium(host.files, "/medium");

    expect(mediumOfSuite(medium, "trixie")).toBe(medium);
    expect(mediumOfSuite(medium, "sid")).toBeUndefined();
  });
});

describe("packages", () => {
  const document = {
    version: 1 as const,
    plugins: {
      packagekit: {
        packages: { tmux: {}, nano: { state: "absent" }, vim: { version: "2:9.2" } },
        additional_packages: ["htop", "nodejs"],
      },
    },
  };

  it("knows what the base has, what the pool has, and what only a mirror can give", async () => {
    await host.files.write("/medium/groundstate/identity.json", '{"suite":"trixie"}');
    await host.files.write(
      "/medium/groundstate/packages.manifest",
      "nodejs 20.19.2\nlibc6:amd64 2.41\nvim 2:9.1\n",
    );
    await host.files.write(
      "/medium/dists/trixie/main/binary-amd64/Packages",
      "Package: tmux\nVersion: 3.5\n",
    );
    const medium = await readMedium(host.files, "/medium");
    const notOn = async (here: Medium | undefined): Promise<string[]> =>
      (await packagesNotOnMedium(host.files, here, "image", document)).map(({ name }) => name);

    expect(await packagesMissing(host.files, medium, document)).toEqual(["tmux", "vim", "htop"]);
    expect(await notOn(medium)).toEqual(["vim", "htop"]); // vim in another version than the document's
    expect(await notOn(undefined)).toEqual(["tmux", "vim", "htop", "nodejs"]);
  });
});
