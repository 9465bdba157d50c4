import { describe, expect, it } from "vitest";
import { Failure } from "../provisioner/host/failure.ts";
import { type Engine, runSteps, type Step } from "./engine.ts";
import type { InstallEvent } from "./events/event.ts";

interface Notes {
  did: string[];
}

function engine(events: InstallEvent[]): Engine<Notes> {
  let time = 0;
  const tick = (): number => {
    time += 1.5;
    return time;
  };
  return {
    emit: event => events.push(event),
    seconds: tick,
  };
}

function step(name: string, run?: Step<Notes>["run"]): Step<Notes> {
  return {
    name,
    title: `Do ${name}`,
    weight: 1,
    run: run ?? (async notes => void notes.did.push(name)),
    undo: async notes => void notes.did.push(`undo ${name}`),
  };
}

describe("runSteps", () => {
  it("runs every step in order and tells how long each took", async () => {
    const events: InstallEvent[] = [];
    const notes: Notes = { did: [] };

    const outcome = await runSteps([step("partition"), step("base")], notes, engine(events));

    expect(notes.did).toEqual(["partition", "base"]);
    expect(outcome).toEqual({
      ok: true,
      times: [
        { step: "partition", seconds: 1.5 },
        { step: "base", seconds: 1.5 },
      ],
    });
    expect(events.map(event => event.event)).toEqual([
      "step-started",
      "step-finished",
      "step-started",
      "step-finished",
    ]);
  });

  it("takes back in reverse order, the failing step first, and never starts a later one", async () => {
    const events: InstallEvent[] = [];
    const notes: Notes = { did: [] };
    const failing = step("base", async (_, voice) => {
      voice.line("unsquashfs: no space left on device");
      throw new Failure({ kind: "machine", tried: "cannot unpack the base", found: "a full disk" });
    });

    const outcome = await runSteps([step("partition"), failing, step("bootloader")], notes, engine(events));

    expect(notes.did).toEqual(["partition", "undo base", "undo partition"]);
    expect(outcome).toEqual({
      ok: false,
      step: "Do base",
      error: "cannot unpack the base: found a full disk",
    });
    expect(events.find(event => event.event === "step-failed")).toMatchObject({
      step: "base",
      error: "cannot unpack the base: found a full disk",
      lines: ["unsquashfs: no space left on device"],
    });
  });

  it("checks right before a step runs, and takes back only earlier steps when the check finds something", async () => {
    const events: InstallEvent[] = [];
    const notes: Notes = { did: [] };
    const checked = step("partition");
    checked.check = async did => void did.did.push("check partition");
    const refused = step("base");
    refused.check = async () => {
      throw new Failure({ kind: "machine", tried: "will not unpack the base", found: "another medium" });
    };

    const outcome = await runSteps([checked, refused], notes, engine(events));

    expect(notes.did).toEqual(["check partition", "partition", "undo partition"]);
    expect(outcome).toMatchObject({ ok: false, step: "Do base" });
    expect(events.map(({ event }) => event)).toEqual([
      "step-started",
      "step-finished",
      "step-started",
      "step-failed",
      "step-undone",
    ]);
  });

  it("goes on undoing when one undo fails, and says so", async () => {
    const events: InstallEvent[] = [];
    const notes: Notes = { did: [] };
    const stubborn = step("mounts");
    stubborn.undo = async () => {
      throw new Error("target is busy");
    };
    const failing = step("base", async () => {
      throw new Error("no");
    });

    await runSteps([step("partition"), stubborn, failing], notes, engine(events));

    expect(notes.did).toEqual(["partition", "mounts", "undo base", "undo partition"]);
    expect(events).toContainEqual({
      event: "step-undone",
      step: "mounts",
      title: "Do mounts",
      error: "target is busy",
    });
  });

  it("tells each tenth of progress once", async () => {
    const events: InstallEvent[] = [];
    const slow = step("base", async (_, voice) => {
      for (let done = 0; done <= 1000; done++) voice.progress(done, 1000);
    });

    await runSteps([slow], { did: [] }, engine(events));

    expect(events.filter(event => event.event === "step-progress")).toHaveLength(10);
  });

  it("shows a warning of a step on every console, and goes on", async () => {
    const events: InstallEvent[] = [];
    const warned = step("bootloader", async (_, voice) => voice.warn("the firmware takes no boot entry"));

    const outcome = await runSteps([warned], { did: [] }, engine(events));

    expect(outcome.ok).toBe(true);
    expect(events).toContainEqual({
      event: "notice",
      text: "Do bootloader: the firmware takes no boot entry",
    });
  });

  it("records a step before it calls it finished, so a ledger that fails stops the install", async () => {
    const events: InstallEvent[] = [];
    const outcome = await runSteps(
      [step("base")],
      { did: [] },
      {
        ...engine(events),
        record: async () => {
          throw new Error("the ledger does not take the block");
        },
      },
    );

    expect(outcome.ok).toBe(false);
    expect(events.map(event => event.event)).toEqual(["step-started", "step-failed", "step-undone"]);
  });
});
