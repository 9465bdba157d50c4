import { Failure } from "../../provisioner/host/failure.ts";
import type { Host } from "../../provisioner/host/host.ts";

/** Asks again and again until the machine is as wanted, within bounds; "what" names it for people */
export async function waitFor<T>(
  host: Host,
  what: string,
  ask: () => Promise<T | undefined>,
  { seconds = 60, interval = 0.1 }: { seconds?: number; interval?: number } = {},
): Promise<T> {
  const rounds = Math.ceil(seconds / interval);
  for (let round = 0; round < rounds; round += 1) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await host.clock.sleep(interval);
  }
  throw new Failure({
    kind: "transient",
    tried: `waited for ${what}`,
    found: `nothing within ${seconds} s`,
    needs: "a running udev and UDisks2",
    fix: "retry; see journalctl -u udisks2 and dmesg if it stays",
  });
}
