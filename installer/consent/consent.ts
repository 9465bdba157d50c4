import type { Emit } from "../events/event.ts";
import type { Settings } from "../settings.ts";
import type { Inputs } from "../socket/inputs.ts";

/** Where consent is asked for and given */
export interface Asking {
  emit: Emit;
  inputs: Inputs;
}

/** What has to be agreed to */
export interface Stake {
  settings: Pick<Settings, "consent" | "wipe">;
  /** What is on the disk now; empty for a blank one */
  contents: readonly string[];
}

/** Seconds in which any key stops an unattended install */
const countdownSeconds = 10;

/**
 * True when the install may destroy the disk. Unattended: after a countdown that any key stops, which then asks.
 * Otherwise somebody types words; data on the disk takes a word of its own unless the document says wipe
 */
export async function askConsent({ settings, contents }: Stake, asking: Asking): Promise<boolean> {
  const { emit } = asking;
  asking.inputs.clear();
  if (settings.consent !== undefined && (await countDown(asking))) {
    emit({ event: "consent", by: settings.consent });
    return true;
  }
  if (contents.length > 0 && !settings.wipe) {
    const why = `The disk holds data that will be lost: ${contents.join("; ")}.`;
    if (!(await typed("wipe", why, asking))) return false;
  }
  if (!(await typed("install", "Nothing was written yet.", asking))) return false;
  emit({ event: "consent", by: "console" });
  return true;
}

/** Each tick is a second that has passed, whatever is done to the clock meanwhile: timers are monotonic */
async function countDown({ emit, inputs }: Asking): Promise<boolean> {
  for (let left = countdownSeconds; left > 0; left--) {
    emit({ event: "countdown", seconds: left });
    if (await inputs.next(1)) {
      emit({ event: "countdown-stopped" });
      inputs.clear();
      return false;
    }
  }
  return true;
}

async function typed(word: string, why: string, { emit, inputs }: Asking): Promise<boolean> {
  emit({ event: "word-needed", word, why });
  for (;;) {
    const input = await inputs.next();
    if (input?.kind !== "word" || input.word === "") continue;
    emit({ event: "choice", word: input.word });
    return input.word === word;
  }
}
