import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { InstallEvent } from "../events/event.ts";
import { type FakeHost, fakeHost } from "../fake-host.fixture.ts";
import type { Finish } from "../kernel-command-line.ts";
import { type Input, inputQueue } from "../socket/inputs.ts";
import { refuseUnlessRoot } from "./only-installer.ts";
import { leave, untilDone } from "./run.ts";
import type { World } from "./world.ts";

let host: FakeHost;
let events: InstallEvent[];

beforeEach(async () => {
  host = await fakeHost();
  events = [];
});
afterEach(() => host.remove());

/** A world in which a person types these words, each when asked how to go on */
function world(words: string[], attended = true): World {
  const inputs = inputQueue();
  return {
    host,
    inputs: {
      ...inputs,
      next: async (): Promise<Input | undefined> => ({ kind: "word", word: words.shift() ?? "poweroff" }),
    },
    emit: event => events.push(event),
    logs: "/run",
    medium: undefined,
    boot: { parameters: { unattended: true, rescue: false }, problems: [] },
    sources: [],
    attended,
  };
}

async function fails(): Promise<Finish | undefined> {
  throw new Error("EISDIR: state.json");
}

describe("untilDone", () => {
  it("says why an attempt broke off, offers the way on, and tries again", async () => {
    let tries = 0;
    const secondWorks = async (): Promise<Finish | undefined> => (++tries === 1 ? await fails() : "reboot");

    expect(await untilDone(world(["retry"]), secondWorks)).toEqual({ installed: true, finish: "reboot" });
    expect(events.map(({ event }) => event)).toEqual(["stopped", "waiting-for-choice", "choice"]);
    expect(events[0]).toEqual({ event: "stopped", reason: "EISDIR: state.json" });
  });

  it("tells a typed poweroff from an install that is done", async () => {
    expect(await untilDone(world(["poweroff"]), fails)).toEqual({ installed: false, poweroff: true });
  });

  it("ends with the first failure where nobody can be asked", async () => {
    expect(await untilDone(world([], false), fails)).toEqual({ installed: false, poweroff: false });
    expect(events.map(({ event }) => event)).toEqual(["stopped"]);
  });
});

it("does not start over when the machine cannot be rebooted", async () => {
  host.run = async () => {
    throw new Error("no bus");
  };
  await leave(world([]), "reboot");
  expect(events).toEqual([{ event: "notice", text: "Could not reboot (no bus); do it by hand." }]);
});

it("refuses to install for anybody but root", () => {
  expect(() => refuseUnlessRoot(0)).not.toThrow();
  expect(() => refuseUnlessRoot(1000)).toThrow(/user id 1000; needs root/);
});
