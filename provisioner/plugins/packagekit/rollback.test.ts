import { afterEach, expect, test } from "vitest";
import type { Offer } from "./fake-apt.fixture.ts";
import { type FakeMachine, fakeMachine } from "./fake-package-kit.fixture.ts";
import { applyAndGoBack } from "./on-machine.fixture.ts";

const repository: Record<string, Offer> = {
  htop: { version: "3.4", older: ["3.3"] },
  tmux: { version: "3.5", depends: ["libevent"] },
  libevent: { version: "2.1" },
  vim: { version: "9.1" },
  nginx: { version: "1.26" },
  ssl: { version: "3.1", older: ["3.0"] },
};

let machine: FakeMachine;

afterEach(() => machine.remove());

test("the packages that were there are there again, and those that were not are gone with their configuration", async () => {
  machine = await fakeMachine({ vim: "9.1" }, repository);
  await applyAndGoBack(machine, { packages: { tmux: {}, vim: "absent" } }, () =>
    expect([...machine.installed.keys()].sort()).toEqual(["libevent", "tmux"]),
  );
  expect([...machine.installed]).toEqual([["vim", "9.1"]]);
  expect([...machine.leftovers]).toEqual([]);
});

test("what was upgraded goes back to its version where a repository still has it; the rest is said, a line each", async () => {
  machine = await fakeMachine({ htop: "3.3", vim: "9.0", dash: "0.5" }, repository);
  const section = { packages: { htop: { version: "3.4" }, vim: "absent", tmux: {} } };

  const left = await applyAndGoBack(machine, section);

  expect(left).toEqual(["vim stays at 9.1; it was 9.0 before"]);
  expect(Object.fromEntries(machine.installed)).toEqual({ htop: "3.3", vim: "9.1", dash: "0.5" });
});

test("a package that is gone and in no repository any more is said, and the others come back", async () => {
  machine = await fakeMachine({ vim: "9.1", htop: "3.4" }, { ...repository });

  const left = await applyAndGoBack(machine, { packages: { htop: "absent", vim: "absent" } }, () => {
    delete machine.repository["htop"];
    machine.listed.delete("htop");
  });

  expect(left).toEqual(["htop 3.4 stays removed: no repository has it any more"]);
  expect([...machine.installed]).toEqual([["vim", "9.1"]]);
});

test("what is gone comes back also when new packages cannot be removed, and those are named", async () => {
  const exim4 = { version: "4.98", depends: ["libevent"] };
  machine = await fakeMachine({ vim: "9.1", exim4: "4.98" }, { ...repository, exim4 });

  const undone = applyAndGoBack(machine, { packages: { tmux: {}, vim: "absent" } });

  await expect(undone).rejects.toThrow("remove new packages: will not remove tmux, libevent: found that it");
  expect(machine.installed.get("vim")).toBe("9.1");
});

test("what a PackageKit still installs that was asked before a cut is waited for, and removed", async () => {
  machine = await fakeMachine({ vim: "9.1" }, repository);

  await applyAndGoBack(machine, { packages: ["htop"] }, () => {
    machine.installed.delete("htop");
    machine.underWay = () => machine.installed.set("htop", "3.4");
  });

  expect([...machine.installed]).toEqual([["vim", "9.1"]]);
});

test("holds are as before: new ones released, old ones set again at the old version", async () => {
  machine = await fakeMachine({ htop: "3.3", vim: "9.1" }, repository);
  machine.held.add("htop");
  const section = { packages: { htop: { version: "3.4", hold: false }, vim: { hold: true } } };

  await applyAndGoBack(machine, section, () => expect([...machine.held]).toEqual(["vim"]));

  expect([...machine.held]).toEqual(["htop"]);
  expect(machine.installed.get("htop")).toBe("3.3");
});

test("package lists that were fetched meanwhile go, and which packages came for others is known again", async () => {
  machine = await fakeMachine({ htop: "3.3" }, repository);
  const { files } = machine.host;
  await files.write("/var/lib/apt/lists/deb_trixie", "1");
  await files.write("/var/lib/apt/extended_states", "Package: htop\nAuto-Installed: 1\n");

  const section = { packages: { htop: { version: "3.4" } } };
  await applyAndGoBack(machine, section, async () => {
    await files.write("/var/lib/apt/lists/vendor_trixie", "1");
    await files.write("/var/lib/apt/extended_states", "");
  });

  expect(await files.list("/var/lib/apt/lists")).toEqual(["deb_trixie"]);
  expect(await files.read("/var/lib/apt/extended_states")).toContain("htop");
});

test("what others installed, upgraded, removed, held and marked since stays as they left it", async () => {
  machine = await fakeMachine({ ssl: "3.0", vim: "9.1", dash: "0.5" }, repository);
  const { files } = machine.host;
  const marks = "/var/lib/apt/extended_states";
  const auto = (name: string): string => `Package: ${name}\nArchitecture: amd64\nAuto-Installed: 1\n\n`;
  await files.write(marks, auto("dash"));

  const left = await applyAndGoBack(machine, { packages: ["htop", "tmux"] }, async () => {
    machine.installed.set("nginx", "1.26").set("ssl", "3.1").delete("vim");
    machine.leftovers.add("vim").add("exim4");
    machine.held.add("ssl");
    await files.write(marks, `${auto("dash")}${auto("libevent")}${auto("nginx")}`);
  });

  expect(Object.fromEntries(machine.installed)).toEqual({ ssl: "3.1", dash: "0.5", nginx: "1.26" });
  expect([...machine.leftovers]).toEqual(["vim", "exim4"]);
  expect([...machine.held]).toEqual(["ssl"]);
  expect(await files.read(marks)).toBe(`${auto("dash")}${auto("nginx")}`);
  expect(left).toEqual([]);
});

test("what somebody upgraded since is left at that, and said", async () => {
  machine = await fakeMachine({ ssl: "3.0" }, repository);

  const left = await applyAndGoBack(machine, { packages: { ssl: { version: "3.1" }, htop: {} } }, () => {
    machine.installed.set("ssl", "3.2").set("htop", "3.5");
  });

  expect(Object.fromEntries(machine.installed)).toEqual({ ssl: "3.2", htop: "3.5" });
  expect(left.sort()).toEqual([
    "htop stays at 3.5: it was changed since",
    "ssl stays at 3.2; it was 3.0 before",
  ]);
});

test("a package that was there half installed is completed on the way, and stays", async () => {
  machine = await fakeMachine({ vim: "9.1" }, repository);
  machine.unpacked.set("nginx", "1.26");

  await applyAndGoBack(machine, { packages: ["htop"] });

  expect(Object.fromEntries(machine.installed)).toEqual({ vim: "9.1", nginx: "1.26" });
});

test("an upgrade goes back together with what it brought along and what only came because of it", async () => {
  machine = await fakeMachine(
    { mail: "1" },
    {
      mail: { version: "2", older: ["1"], depends: ["queue"], dependsBefore: { 1: [] } },
      queue: { version: "1" },
      sieve: { version: "1", depends: ["mail>=2"] },
    },
  );

  const left = await applyAndGoBack(machine, { packages: { mail: { version: "2" }, sieve: {} } }, () =>
    expect([...machine.installed.keys()].sort()).toEqual(["mail", "queue", "sieve"]),
  );

  expect(left).toEqual([]);
  expect([...machine.installed]).toEqual([["mail", "1"]]);
  expect([...machine.leftovers]).toEqual([]);
});

test("a network that is still coming up is waited for, but not for ever", async () => {
  const said = "E: Failed to fetch http://archive/htop.deb  Temporary failure resolving 'archive'";
  const section = { packages: { htop: "absent", vim: "absent" } };
  machine = await fakeMachine({ htop: "3.4", vim: "9.1" }, repository);
  await applyAndGoBack(machine, section, () => {
    machine.faults.download = { times: 3, said };
  });
  expect([...machine.installed.keys()].sort()).toEqual(["htop", "vim"]);
  await machine.remove();

  machine = await fakeMachine({ htop: "3.4", vim: "9.1" }, repository);
  let slept = 0;
  machine.host.clock.sleep = async seconds => {
    slept += seconds;
  };
  const undone = applyAndGoBack(machine, section, () => {
    machine.faults.download = { times: 1000, said };
  });
  await expect(undone).rejects.toThrow("Temporary failure resolving");
  expect(slept).toBeGreaterThan(60);
  expect(slept).toBeLessThan(600);
});
