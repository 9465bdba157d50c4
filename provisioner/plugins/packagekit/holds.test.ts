import { afterEach, expect, test } from "vitest";
import { type FakeMachine, fakeMachine } from "./fake-package-kit.fixture.ts";
import { applyTo, kindsOn, planOn } from "./on-machine.fixture.ts";

const repository = { htop: { version: "3.4" }, vim: { version: "9.1" } };

let machine: FakeMachine;

afterEach(() => machine.remove());

test("a package is held once it is installed, and released when the document says so", async () => {
  machine = await fakeMachine({}, repository);
  const hold = (wish: boolean) => ({ packages: { htop: { hold: wish } } });

  await applyTo(machine, hold(true));
  expect([...machine.held]).toEqual(["htop"]);
  expect(await kindsOn(machine, hold(true))).toEqual(["noop"]);

  await applyTo(machine, hold(false));
  expect([...machine.held]).toEqual([]);
  expect(await kindsOn(machine, hold(false))).toEqual(["noop"]);
});

test("a document that does not speak of a hold leaves it alone", async () => {
  machine = await fakeMachine({ htop: "3.4" }, repository);
  machine.held.add("htop");
  expect(await kindsOn(machine, { packages: ["htop"] })).toEqual(["noop"]);
});

test("a held package comes to another version only if the document speaks of its hold", async () => {
  machine = await fakeMachine({ htop: "3.3", vim: "9.1" }, repository);
  machine.held.add("htop").add("vim");
  const [upgrade, removal] = await planOn(machine, { packages: { htop: { version: "3.4" }, vim: "absent" } });
  expect(upgrade?.refused).toContain('htop is on hold at 3.3; write "hold": false');
  expect(removal?.refused).toContain("vim is on hold at 9.1");

  const section = {
    packages: { htop: { version: "3.4", hold: true }, vim: { state: "absent", hold: false } },
  };
  await applyTo(machine, section);
  expect([...machine.installed]).toEqual([["htop", "3.4"]]);
  expect([...machine.held]).toEqual(["htop"]);
  expect(await kindsOn(machine, section)).toEqual(["noop", "noop"]);
});
