import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { Json } from "../../host/json.ts";
import type { Offer } from "./fake-apt.fixture.ts";
import { type FakeMachine, fakeMachine } from "./fake-package-kit.fixture.ts";
import { applyTo, kindsOn, planOn } from "./on-machine.fixture.ts";

const repository: Record<string, Offer> = {
  htop: { version: "3.4" },
  tmux: { version: "3.5", depends: ["libevent"] },
  libevent: { version: "2.1" },
  vim: { version: "9.1" },
  postfix: { version: "3.10", conflicts: ["exim4"] },
};

let machine: FakeMachine;

afterEach(() => machine.remove());

describe("packages on a machine with PackageKit", () => {
  it("installs all in one transaction, then holds", async () => {
    machine = await fakeMachine({ dash: "0.5" }, repository);
    const said = await apply({ additional_packages: ["htop", "tmux"] });
    expect(machine.done.filter(each => each.startsWith("install"))).toEqual([
      "install htop",
      "install tmux",
      "install libevent",
    ]);
    expect(said).toContain("installing htop 3.4");
    expect(await kinds({ additional_packages: ["htop", "tmux"] })).toEqual(["noop", "noop"]);
  });

  it("changes nothing when everything holds", async () => {
    machine = await fakeMachine({ htop: "3.4" }, repository);
    await apply({ packages: ["htop"] });
    expect(machine.done).toEqual([]);
  });

  it("removes what is to be absent, and what is absent already holds", async () => {
    machine = await fakeMachine({ htop: "3.4" }, repository);
    const section = { packages: { htop: "absent", vim: { state: "absent" } } };
    expect(await kinds(section)).toEqual(["delete", "noop"]);
    await apply(section);
    expect([...machine.installed.keys()]).toEqual([]);
    expect(await kinds(section)).toEqual(["noop", "noop"]);
  });

  it("fetches the package lists when a package is not in them, and only then", async () => {
    machine = await fakeMachine({}, repository);
    machine.listed.delete("vim");
    await apply({ packages: ["htop"] });
    expect(machine.done).not.toContain("refresh");
    await apply({ packages: ["vim"] });
    expect(machine.done.slice(-2)).toEqual(["refresh", "install vim"]);
  });

  it("names the package, or the version, that no repository has", async () => {
    machine = await fakeMachine({ htop: "3.4" }, repository);
    await expect(apply({ packages: ["htop", "hptop"] })).rejects.toThrow(
      "cannot install hptop: found no such",
    );
    await expect(apply({ packages: { htop: { version: "0.1" } } })).rejects.toThrow(
      "cannot install htop 0.1",
    );
    expect(machine.installed.get("htop")).toBe("3.4");
  });

  it("brings a package to the version asked for, but never back to an older one", async () => {
    machine = await fakeMachine({ htop: "3.3", vim: "9.2" }, repository);
    await apply({ packages: { htop: { version: "3.4" } } });
    expect(machine.installed.get("htop")).toBe("3.4");
    await expect(apply({ packages: { vim: { version: "9.1" } } })).rejects.toThrow(
      "vim back to an older version",
    );
    const [action] = await plan({ packages: { vim: { version: "9.1" } } });
    expect(action?.refused).toContain("9.1 is older than the installed 9.2");
    expect(machine.installed.get("vim")).toBe("9.2");
  });

  it("refuses to remove packages that the document does not name", async () => {
    machine = await fakeMachine({ exim4: "4.98", tmux: "3.5", libevent: "2.1" }, repository);
    await expect(apply({ packages: ["postfix"] })).rejects.toThrow("it would also remove exim4");
    await expect(apply({ packages: { libevent: "absent" } })).rejects.toThrow('"tmux": {"state": "absent"}');
    expect([...machine.installed.keys()]).toEqual(["exim4", "tmux", "libevent"]);
    await apply({ packages: { libevent: "absent", tmux: "absent" } });
    expect([...machine.installed.keys()]).toEqual(["exim4"]);
  });

  it("refuses in the plan to remove an essential package", async () => {
    machine = await fakeMachine({ dash: "0.5" }, repository);
    const [action] = await plan({ packages: { dash: "absent" } });
    expect(action?.refused).toContain("essential");
  });

  it("installs what replaces a package that has to go, whichever name comes first", async () => {
    machine = await fakeMachine(
      { zmail: "1", exim4: "4.98" },
      { ...repository, amail: { version: "1", conflicts: ["zmail"] } },
    );
    await apply({ packages: { amail: {}, zmail: "absent", postfix: {}, exim4: "absent" } });
    expect([...machine.installed.keys()].sort()).toEqual(["amail", "postfix"]);
  });

  it("says in the plan already what it would remove besides", async () => {
    machine = await fakeMachine({ exim4: "4.98" }, repository);
    const refused = (await plan({ packages: ["postfix"] })).flatMap(action => action.refused ?? []);
    expect(refused).toEqual([
      expect.stringContaining('also remove exim4; write "exim4": {"state": "absent"}'),
    ]);
  });

  it("installs what a manifest lists, and refuses in the plan one that is not there", async () => {
    machine = await fakeMachine({}, repository);
    const [action] = await plan({ manifest: "/root/manifest.json" });
    expect(action?.refused).toBe("there is no file /root/manifest.json");
    await machine.host.files.write("/root/manifest.json", '["htop", {"name": "vim", "version": "9.1"}]');
    await apply({ manifest: "/root/manifest.json", packages: { vim: "absent" } });
    expect([...machine.installed.keys()]).toEqual(["htop"]);
  });

  it("plans nothing after any document was applied", async () => {
    machine = await fakeMachine({}, repository);
    const wish = fc.constantFrom<Json>({}, { state: "present" }, { state: "absent" });
    const names = ["htop", "tmux", "libevent", "vim"] as const;
    const section = fc.record(Object.fromEntries(names.map(name => [name, wish])), { requiredKeys: [] });
    await fc.assert(
      fc.asyncProperty(section, fc.subarray([...names]), async (packages, before) => {
        machine.installed = new Map(before.map(name => [name, repository[name]?.version ?? ""]));
        const allowed = !(packages["libevent"] && machine.installed.has("tmux")) && !contradicts(packages);
        fc.pre(allowed);
        await apply({ packages });
        expect(await kinds({ packages })).toEqual(Object.keys(packages).map(() => "noop"));
      }),
      { numRuns: 200 },
    );
  });
});

describe("when PackageKit does not serve", () => {
  it("takes apt-get when it is not reachable, and says so", async () => {
    machine = await fakeMachine({}, repository);
    machine.faults.unreachable = true;
    const said = await apply({ packages: ["htop"] });
    expect(said.join()).toContain("not reachable");
    expect(machine.done.at(-1)).toBe("apt-get install htop");
  });

  it("takes apt-get in the install stage when the daemon belongs to the live system", async () => {
    machine = await fakeMachine({}, repository);
    machine.faults.outside = true;
    const said = await apply({ packages: ["htop"] });
    expect(said.join()).toContain("another root directory");
    expect(machine.done.at(-1)).toBe("apt-get install htop");
    expect(machine.done).not.toContain("install htop");
  });

  it("fails with the daemon's own words; worth another try only when the network or a lock is to blame", async () => {
    machine = await fakeMachine({}, repository);
    machine.faults.error = [10, "Failed to fetch htop\n"];
    await expect(apply({ packages: ["htop"] })).rejects.toMatchObject({ kind: "transient" });
    machine.faults.error = [13, "unmet dependencies"];
    await expect(apply({ packages: ["htop"] })).rejects.toMatchObject({
      kind: "machine",
      message: expect.stringContaining("PackageKit could not install htop: found unmet dependencies"),
    });
  });

  it("names the unknown package also when the package lists cannot be fetched", async () => {
    machine = await fakeMachine({}, repository);
    machine.faults.error = [10, "Temporary failure resolving"];
    await expect(apply({ packages: ["hptop"] })).rejects.toMatchObject({
      kind: "transient",
      message: expect.stringContaining("no package hptop in the package lists, and they cannot be fetched"),
    });
  });

  it("fails at once when the daemon ends in the middle", async () => {
    machine = await fakeMachine({}, repository);
    machine.faults.dies = true;
    await expect(apply({ packages: ["htop"] })).rejects.toThrow("the PackageKit daemon ended");
  });
});

const plan = (section: Json) => planOn(machine, section);
const kinds = (section: Json) => kindsOn(machine, section);
const apply = (section: Json) => applyTo(machine, section);

/** A package wanted while what it needs is unwanted */
function contradicts(packages: Record<string, Json | undefined>): boolean {
  return packages["tmux"] !== undefined && packages["libevent"] !== undefined;
}
