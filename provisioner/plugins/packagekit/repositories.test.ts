import { afterEach, describe, expect, test } from "vitest";
import type { Json } from "../../host/json.ts";
import { type FakeMachine, fakeMachine } from "./fake-package-kit.fixture.ts";
import { applyTo, kindsOn, planOn } from "./on-machine.fixture.ts";

const key = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEZ0\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n";
const vendor = { uris: "http://packages.example/", suites: "trial", components: "main", key };
const withVendor = (more: Record<string, Json> = {}): Json => ({
  repositories: { vendor: { ...vendor, ...more } },
});
const source = "/etc/apt/sources.list.d/vendor.sources";
const preference = "/etc/apt/preferences.d/groundstate-vendor.pref";

let machine: FakeMachine;

afterEach(() => machine.remove());

async function trixie(): Promise<FakeMachine> {
  machine = await fakeMachine({}, { htop: { version: "3.4" } });
  await machine.host.files.write("/etc/os-release", "ID=debian\nVERSION_CODENAME=trixie\n");
  return machine;
}

const refusals = async (section: Json): Promise<string> =>
  (await planOn(machine, section)).flatMap(({ refused }) => refused ?? []).join();

describe("a repository", () => {
  test("is a file with its key in it; its lists are fetched before a package is looked for", async () => {
    const { host, done } = await trixie();
    const section = { repositories: [{ name: "vendor", ...vendor }], packages: ["htop"] };
    await applyTo(machine, section);
    expect(await host.files.read(source)).toBe(
      [
        "# Written by Groundstate from plugins.packagekit.repositories.vendor; changes are overwritten",
        "Types: deb",
        "URIs: http://packages.example/",
        "Suites: trial",
        "Components: main",
        "Signed-By:",
        " -----BEGIN PGP PUBLIC KEY BLOCK-----",
        " .",
        " mDMEZ0",
        " =abcd",
        " -----END PGP PUBLIC KEY BLOCK-----",
        "",
      ].join("\n"),
    );
    expect(await host.files.read(preference)).toBeUndefined();
    expect(done.filter(each => /update|install htop/.test(each))).toEqual(["apt-get update", "install htop"]);
    expect(await kindsOn(machine, section)).toEqual(["noop", "noop"]);
  });

  test("goes when it is absent, or when an earlier document made it and this one does not name it", async () => {
    await trixie();
    await applyTo(machine, withVendor());
    const owned = ["repository/vendor"];
    expect((await planOn(machine, {}, { owned })).map(({ kind }) => kind)).toEqual(["delete"]);
    expect(await planOn(machine, {})).toEqual([]);
    await applyTo(machine, { repositories: { vendor: "absent" } });
    expect(await machine.host.files.read(source)).toBeUndefined();
    expect(await kindsOn(machine, { repositories: { vendor: "absent" } })).toEqual(["noop"]);
  });

  test("of somebody else is never written over, and does not go by being forgotten", async () => {
    await trixie();
    await machine.host.files.write(source, "Types: deb\n");
    expect(await refusals(withVendor())).toContain("vendor.sources is somebody else's");
    expect(await planOn(machine, {}, { owned: ["repository/vendor"] })).toEqual([]);
  });

  test("needs its keyring to be there", async () => {
    await trixie();
    const { key: _, ...keyless } = vendor;
    const keyring = "/etc/apt/keyrings/vendor.asc";
    const section = { repositories: { vendor: { ...keyless, keyring } } };
    expect(await refusals(section)).toContain(`there is no file ${keyring}`);
    await machine.host.files.write(keyring, key);
    await applyTo(machine, section);
    expect(await machine.host.files.read(source)).toContain(`\nSigned-By: ${keyring}\n`);
  });

  test("that does not answer is worth another try; one that is not signed with its key is not", async () => {
    await trixie();
    const section = { ...asMap(withVendor()), packages: ["htop"] };
    machine.faults.update = "E: Could not connect to packages.example:80";
    await expect(applyTo(machine, section)).rejects.toMatchObject({ kind: "transient" });
    machine.faults.update = "E: The repository is not signed. NO_PUBKEY 1234";
    await machine.host.files.remove(source);
    await expect(applyTo(machine, section)).rejects.toMatchObject({ kind: "input" });
  });

  test("keeps nobody waiting in the install stage unless packages are to come", async () => {
    await trixie();
    await applyTo(machine, withVendor());
    expect(machine.done).toEqual([]);
  });
});

describe("another release of Debian", () => {
  test("gives only what the machine's own lacks, unless more is asked for", async () => {
    await trixie();
    await applyTo(machine, withVendor({ suites: ["sid", "trixie-backports"] }));
    expect(await machine.host.files.read(preference)).toContain(
      "Package: *\nPin: release n=sid\nPin-Priority: 100\n",
    );
    expect(await machine.host.files.read(preference)).not.toContain("trixie");
    const [change] = await planOn(machine, withVendor({ suites: "unstable", priority: 500 }));
    expect(change?.changes).toContainEqual({ path: "Pin-Priority", from: "100", to: "500" });
    await applyTo(machine, withVendor({ suites: "unstable", priority: 500 }));
    expect(await machine.host.files.read(preference)).toContain(
      "Pin: release a=unstable\nPin-Priority: 500\n",
    );
  });

  test("is refused when it hides behind another name, and that is said with its own", async () => {
    await trixie();
    machine.targets = `${machine.host.files.path(source)}:1 bookworm Debian\n/etc/apt/sources.list:1 sid Debian\n`;
    const section = { ...asMap(withVendor({ suites: "stable" })), packages: ["htop"] };
    await expect(applyTo(machine, section)).rejects.toThrow("found that it is Debian bookworm");
    machine.targets = `${machine.host.files.path(source)}:1 stable Vendor\n`;
    await applyTo(machine, section);
    expect(machine.installed.has("htop")).toBe(true);
  });

  test("called stable gives nothing unasked until its lists were seen, which the first boot does", async () => {
    await trixie();
    const section = withVendor({ suites: "stable" });
    await applyTo(machine, section);
    const waiting = 'Package: *\nPin: origin "packages.example"\nPin-Priority: 100\n';
    expect(await machine.host.files.read(preference)).toContain(waiting);
    expect(machine.done).toEqual([]);
    expect(await kindsOn(machine, section)).toEqual(["noop"]);

    machine.targets = `${machine.host.files.path(source)}:1 bookworm Debian\n`;
    const applyLive = async (): Promise<void> => {
      for (const action of await planOn(machine, section, { stage: "live" }))
        await action.apply(machine.host, () => undefined);
    };
    await expect(applyLive()).rejects.toThrow("found that it is Debian bookworm");

    await applyTo(machine, section);
    machine.targets = `${machine.host.files.path(source)}:1 stable Vendor\n`;
    await applyLive();
    expect(await machine.host.files.read(preference)).toBeUndefined();
    for (const stage of ["live", "install"] as const)
      expect((await planOn(machine, section, { stage })).map(({ kind }) => kind)).toEqual(["noop"]);
  });

  test("is refused beside a suite that is named as another release, which is none of its business", async () => {
    await trixie();
    const section = { ...asMap(withVendor({ suites: ["stable", "sid"] })), packages: ["htop"] };
    const line = (codename: string, suite: string): string =>
      `${machine.host.files.path(source)}:1 ${codename} Debian ${suite}\n`;
    machine.targets = line("sid", "sid") + line("bookworm", "stable");
    await expect(applyTo(machine, section)).rejects.toThrow("found that it is Debian bookworm");
    machine.targets = line("sid", "sid") + line("trixie", "stable");
    await applyTo(machine, section);
    expect(await machine.host.files.read(preference)).toContain("Pin: release n=sid");
  });

  test("is all that a priority is for", async () => {
    await trixie();
    expect(await refusals(withVendor({ suites: "trixie", priority: 100 }))).toContain("take `priority` out");
  });
});

function asMap(section: Json): Record<string, Json> {
  return JSON.parse(JSON.stringify(section));
}
