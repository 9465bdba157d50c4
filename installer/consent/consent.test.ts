import { describe, expect, it } from "vitest";
import type { InstallEvent } from "../events/event.ts";
import { type Input, type Inputs, inputQueue } from "../socket/inputs.ts";
import { askWayOn } from "./choice.ts";
import { askConsent } from "./consent.ts";

/** A person who does one thing after the other, each when asked; undefined lets the time pass */
function person(deeds: (Input | undefined)[], waited: (number | undefined)[]): Inputs {
  return {
    push: () => undefined,
    clear: () => undefined,
    next: async seconds => {
      waited.push(seconds);
      return deeds.shift();
    },
  };
}

const word = (text: string): Input => ({ kind: "word", word: text });
const key: Input = { kind: "key" };

async function ask(
  stake: Parameters<typeof askConsent>[0],
  deeds: (Input | undefined)[],
): Promise<{ agreed: boolean; events: InstallEvent[]; waited: (number | undefined)[] }> {
  const events: InstallEvent[] = [];
  const waited: (number | undefined)[] = [];
  const agreed = await askConsent(stake, {
    inputs: person(deeds, waited),
    emit: event => events.push(event),
  });
  return { agreed, events, waited };
}

describe("askConsent", () => {
  it("counts ten seconds down when the document consented", async () => {
    const stake = { settings: { consent: "document", wipe: false }, contents: [] } as const;
    const { agreed, events, waited } = await ask(stake, []);

    expect(agreed).toBe(true);
    expect(events.map(event => (event.event === "countdown" ? event.seconds : event.event))).toEqual([
      10,
      9,
      8,
      7,
      6,
      5,
      4,
      3,
      2,
      1,
      "consent",
    ]);
    expect(waited).toEqual(Array.from({ length: 10 }, () => 1));
  });

  it("stops at any key, then wants the word", async () => {
    const stake = {
      settings: { consent: "command line", wipe: true },
      contents: ["/dev/vda: btrfs"],
    } as const;

    const stopped = await ask(stake, [undefined, key, word("no")]);
    expect(stopped.agreed).toBe(false);
    expect(stopped.events.map(({ event }) => event)).toContain("countdown-stopped");

    const resumed = await ask(stake, [undefined, key, word("install")]);
    expect(resumed.agreed).toBe(true);
    expect(resumed.events.at(-1)).toEqual({ event: "consent", by: "console" });
  });

  it("never begins by itself without consent", async () => {
    const stake = { settings: { consent: undefined, wipe: false }, contents: [] };

    expect((await ask(stake, [key, word(""), word("install")])).agreed).toBe(true);
    expect((await ask(stake, [word("yes")])).agreed).toBe(false);
  });

  it("wants a second word when the disk holds data", async () => {
    const stake = { settings: { consent: undefined, wipe: false }, contents: ["/dev/vda1: ext4"] };

    expect((await ask(stake, [word("install")])).agreed).toBe(false);
    const { agreed, events } = await ask(stake, [word("wipe"), word("install")]);
    expect(agreed).toBe(true);
    expect(events).toContainEqual({
      event: "word-needed",
      word: "wipe",
      why: "The disk holds data that will be lost: /dev/vda1: ext4.",
    });
  });
});

describe("askWayOn", () => {
  it("waits for a word it knows, says so about others, and forgets what was typed before", async () => {
    const events: InstallEvent[] = [];
    const inputs = inputQueue();
    inputs.push(word("poweroff"));
    const way = askWayOn({ inputs, emit: event => events.push(event) });
    inputs.push(word("help"));
    inputs.push(word("retry"));

    expect(await way).toBe("retry");
    expect(events.map(({ event }) => event)).toEqual(["waiting-for-choice", "notice", "choice"]);
  });
});
