import type { Host } from "../host/host.ts";
import { type Head, headText } from "./block.ts";

/** Tells heads to the journal, where a later shortening of the ledger does not reach */
export interface HeadJournal {
  tell(head: Head): void;
  /** Waits until all that was told has arrived, or could not */
  settled(): Promise<void>;
}

/** Best effort, and never on the way of a block: one logger at a time takes all heads that waited for it */
export function headJournal(host: Host): HeadJournal {
  let waiting: string[] = [];
  let telling: Promise<void> | undefined;

  async function tellAll(): Promise<void> {
    while (waiting.length > 0) {
      const input = `${waiting.join("\n")}\n`;
      waiting = [];
      const args = ["--tag", "groundstate-ledger", "--priority", "user.notice"];
      await host.run("logger", args, { input, timeout: 5 }).catch(() => undefined);
    }
    telling = undefined;
  }

  return {
    tell: head => {
      if (host.stage === "install") return; // the journal behind a chroot is the live system's
      waiting.push(`ledger head ${headText(head)}`);
      telling ??= tellAll();
    },
    settled: async () => telling,
  };
}
