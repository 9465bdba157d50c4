import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { PlannedAction } from "../../contract/plugin.ts";
import type { Host, Stage } from "../../host/host.ts";
import { hostForTests, type Ran } from "../host-for-tests.ts";
import { identityPlugin } from "./index.ts";
import type { IdentitySection } from "./schema.ts";

let root: string;
/** What the C library of the machine has */
let locales: Set<string>;
/** What locale-gen can make */
const sources = ["de_DE.UTF-8", "en_US.UTF-8"];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "identity-"));
  locales = new Set(["C.utf8"]);
});
afterEach(() => rm(root, { recursive: true }));

const whole: IdentitySection = {
  hostname: "web1",
  domain: "example.com",
  timezone: "Europe/Berlin",
  locale: "de_DE.UTF-8",
  keymap: "de",
};

test("a machine with other names, zone, language and keyboard becomes what the document says", async () => {
  const host = await debian("live");
  const done = await applied(host, whole);

  expect(done.map(({ resource }) => resource)).toEqual(["hostname", "timezone", "locale", "keymap"]);
  expect(await host.files.read("/etc/hostname")).toBe("web1\n");
  expect(await host.files.read("/etc/hosts")).toContain("127.0.1.1 web1.example.com web1\n");
  expect(await host.files.readLink("/etc/localtime")).toBe("/usr/share/zoneinfo/Europe/Berlin");
  expect(await host.files.read("/etc/locale.conf")).toBe("LANG=de_DE.UTF-8\n");
  expect(await host.files.read("/etc/default/keyboard")).toBe('XKBLAYOUT="de"\n');
  expect(host.ran.map(({ program, args }) => [program, ...args].join(" "))).toEqual(
    expect.arrayContaining(["hostname web1", "locale-gen --keep-existing"]),
  );
  expect(await changing(host, whole)).toEqual([]);
});

test("the name may stand in netcfg instead, and bootstrap comes first", () => {
  const netcfg = { dns: { hostname: "web1" } };

  expect(identityPlugin.section({ version: 1, plugins: { netcfg } })).toEqual({ hostname: "web1" });
  expect(
    identityPlugin.section({ version: 1, bootstrap: { hostname: "web2" }, plugins: { netcfg } }),
  ).toEqual({ hostname: "web2" });
});

test("keys that the document does not set are left alone, and not even read", async () => {
  const host = await debian("live");

  expect(await changing(host, { keymap: "us" })).toEqual([]);
  expect(host.ran).toEqual([]);
});

test("in the chroot the kernel's name is that of the live system, and no fault of the new one", async () => {
  const host = await debian("install");
  await host.files.write("/etc/hostname", "web1\n");
  await host.files.write("/etc/hosts", "127.0.1.1 web1\n");

  expect(await changing(host, { hostname: "web1" })).toEqual([]);
});

test("a name that somebody changed in the running kernel alone is found", async () => {
  const host = await debian("live");
  await host.files.write("/etc/hostname", "web1\n");
  await host.files.write("/etc/hosts", "127.0.1.1 web1\n");

  expect((await changing(host, { hostname: "web1" })).flatMap(({ changes }) => changes)).toEqual([
    { path: "running kernel", from: "old", to: "web1" },
  ]);
});

test("a domain alone follows the name that the machine has", async () => {
  const host = await debian("live");
  await applied(host, { domain: "example.com" });

  expect(await host.files.read("/etc/hosts")).toContain("127.0.1.1 old.example.com old\n");
  expect(await host.files.read("/etc/hostname")).toBe("old\n");
});

test("/etc/timezone follows where there is one, and is not made where there is none", async () => {
  const host = await debian("live");
  await applied(host, { timezone: "Europe/Berlin" });
  expect(await host.files.facts("/etc/timezone")).toBeUndefined();

  await host.files.write("/etc/timezone", "Etc/UTC\n");
  await applied(host, { timezone: "Europe/Berlin" });
  expect(await host.files.read("/etc/timezone")).toBe("Europe/Berlin\n");
});

test("a copied zone file in place of the link is replaced", async () => {
  const host = await debian("live");
  await host.files.remove("/etc/localtime");
  await host.files.write("/etc/localtime", "TZif2");
  await applied(host, { timezone: "Etc/UTC" });

  expect(await host.files.readLink("/etc/localtime")).toBe("/usr/share/zoneinfo/Etc/UTC");
});

test("a time zone that the machine does not have fails before the link is made, and names the package to install", async () => {
  const host = await debian("live");

  await expect(applied(host, { timezone: "Asia/Calcutta" })).rejects.toThrow(
    /found no \/usr\/share\/zoneinfo\/Asia\/Calcutta; .* install tzdata-legacy$/,
  );
  expect(await host.files.readLink("/etc/localtime")).toBe("/usr/share/zoneinfo/Etc/UTC");
  await host.files.removeTree("/usr/share/zoneinfo");
  await expect(applied(host, { timezone: "Europe/Berlin" })).rejects.toThrow(/ install tzdata$/);
});

test.each(["/usr/share/zoneinfo/Etc/UTC", "/usr/share/zoneinfo/Asia/Calcutta"])(
  "an old name of a time zone holds once the same document has installed its package, from %s on",
  async before => {
    const host = await debian("live");
    await host.files.link("/etc/localtime", before);
    const actions = await changing(host, { timezone: "Asia/Calcutta" });
    await host.files.write("/usr/share/zoneinfo/Asia/Calcutta", "");
    await host.files.write("/etc/timezone", "Etc/UTC\n"); // bookworm's tzdata makes it
    for (const action of actions) await action.apply(host, () => undefined);

    expect(actions.flatMap(({ files }) => files)).toEqual(["/etc/localtime", "/etc/timezone"]);
    expect(actions.map(({ refused }) => refused)).toEqual([undefined]);
    expect(await host.files.readLink("/etc/localtime")).toBe("/usr/share/zoneinfo/Asia/Calcutta");
    expect(await changing(host, { timezone: "Asia/Calcutta" })).toEqual([]);
  },
);

test("bookworm's own file for the language is kept as well, trixie's link to the new one is not replaced", async () => {
  const host = await debian("live");
  await host.files.link("/etc/default/locale", "../locale.conf");
  await applied(host, { locale: "C.UTF-8" });
  expect(await host.files.readLink("/etc/default/locale")).toBe("../locale.conf");

  await host.files.remove("/etc/default/locale");
  await host.files.write("/etc/default/locale", "LANG=en_US.UTF-8\n");
  await applied(host, { locale: "C.UTF-8" });
  expect(await host.files.read("/etc/default/locale")).toBe("LANG=C.UTF-8\n");
});

test("a locale that is there but not asked for would go with the next upgrade, and is asked for", async () => {
  const host = await debian("live");
  locales.add("de_DE.utf8");
  await applied(host, { locale: "de_DE.UTF-8" });

  expect(await host.files.read("/etc/locale.gen")).toBe("# de_DE.UTF-8 UTF-8\nde_DE.UTF-8 UTF-8\n");
});

test("a locale that locale-gen cannot make fails at once, in words", async () => {
  await expect(applied(await debian("live"), { locale: "de_US.UTF-8" })).rejects.toThrow(
    "locale-gen did not generate de_US.UTF-8",
  );
});

test("what locale-gen says of itself does not count once the C library has the locale", async () => {
  const host = await debian("live", { localeGenExit: 255 });
  await applied(host, { locale: "de_DE.UTF-8" });

  expect(await changing(host, { locale: "de_DE.UTF-8" })).toEqual([]);
  await expect(applied(host, { locale: "de_US.UTF-8" })).rejects.toThrow(
    "locale-gen did not generate de_US.UTF-8: found exit status 255: ",
  );
});

test.each(["C.UTF-8", "de_DE.UTF-8"])(
  "%s holds after one transaction that also installs locales, whose postinst makes bookworm's own file",
  async locale => {
    const host = await debian("live");
    await host.files.remove("/etc/locale.gen");
    await host.files.remove("/etc/locale.conf");
    const actions = await changing(host, { locale });
    await host.files.write("/etc/default/locale", "#  File generated by update-locale\n");
    await host.files.write("/etc/locale.gen", "# de_DE.UTF-8 UTF-8\n");
    for (const action of actions) await action.apply(host, () => undefined);

    expect(await host.files.read("/etc/default/locale")).toContain(`LANG=${locale}\n`);
    expect(await changing(host, { locale })).toEqual([]);
    expect(actions.flatMap(({ files }) => files)).toEqual(
      expect.arrayContaining(["/etc/locale.conf", "/etc/default/locale"]),
    );
  },
);

test("a rollback that cannot read what was saved says so: it is none that worked", async () => {
  const host = await debian("live");

  await expect(identityPlugin.rollback(host, { version: 2 }, () => undefined)).rejects.toThrow(
    "cannot read what plugin identity saved",
  );
});

test("rollback gives the kernel its name back, and the consoles the layout that the file has again", async () => {
  const host = await debian("live");
  const domain = identityPlugin.open({ hostname: "web1", keymap: "de" });
  const actions = await domain.plan(host, { stage: "live", owned: [] });
  const saved = await domain.checkpoint(host, actions);
  for (const action of actions) await action.apply(host, () => undefined);
  host.ran.length = 0;
  await identityPlugin.rollback(host, saved, () => undefined);
  await identityPlugin.rollback(host, saved, () => undefined);

  const once = ["hostname old", "setupcon --force --keyboard-only"];
  expect(host.ran.map(({ program, args }) => [program, ...args].join(" "))).toEqual([...once, ...once]);
});

test("what one document made, another one makes anew, and then nothing is left to do, in both stages", async () => {
  const section: fc.Arbitrary<IdentitySection> = fc.record(
    {
      hostname: fc.constantFrom("web1", "db"),
      domain: fc.constantFrom("example.com", "example.org"),
      timezone: fc.constantFrom("UTC", "Etc/UTC", "Europe/Berlin"),
      locale: fc.constantFrom("C.UTF-8", "de_DE.UTF-8", "en_US.UTF-8"),
      keymap: fc.constantFrom("us", "de"),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom<Stage>("install", "live"), section, section, async (stage, one, two) => {
      const host = await debian(stage);
      await applied(host, one);
      await applied(host, two);

      expect(await changing(host, two)).toEqual([]);
    }),
    { numRuns: 20 },
  );
});

/** Trixie's files, as far as they matter here; `hostname` and `locale-gen` do to them what the real ones do */
async function debian(stage: Stage, { localeGenExit = 0 } = {}): Promise<Host & { ran: Ran[] }> {
  const host = hostForTests(root, stage, ({ program }) => {
    if (program === "locale") return { stdout: ["C", "POSIX", ...locales, ""].join("\n") };
    if (program !== "locale-gen") return undefined;
    for (const locale of sources) locales.add(locale.replace("UTF-8", "utf8"));
    return { exit: localeGenExit };
  });
  const { files } = host;
  for (const zone of ["Etc/UTC", "UTC", "Europe/Berlin"])
    await files.write(`/usr/share/zoneinfo/${zone}`, zone);
  await files.write("/proc/sys/kernel/hostname", "old\n");
  await files.write("/etc/hostname", "old\n");
  await files.write("/etc/hosts", "127.0.0.1 localhost\n127.0.1.1 old\n");
  await files.link("/etc/localtime", "/usr/share/zoneinfo/Etc/UTC");
  await files.write("/etc/locale.conf", "LANG=C.UTF-8\n");
  await files.write("/etc/locale.gen", "# de_DE.UTF-8 UTF-8\n");
  await files.write("/etc/default/keyboard", 'XKBLAYOUT="us"\n');
  await files.write("/usr/bin/setupcon", "");
  const { run } = host;
  return {
    ...host,
    run: async (program, args, options) => {
      if (program === "hostname") await files.write("/proc/sys/kernel/hostname", `${args[0] ?? ""}\n`);
      return await run(program, args, options);
    },
  };
}

async function changing(host: Host, section: IdentitySection): Promise<PlannedAction[]> {
  const actions = await identityPlugin.open(section).plan(host, { stage: host.stage, owned: [] });
  return actions.filter(({ kind }) => kind !== "noop");
}

async function applied(host: Host, section: IdentitySection): Promise<PlannedAction[]> {
  const actions = await changing(host, section);
  for (const action of actions) await action.apply(host, () => undefined);
  return actions;
}
