import type { Report } from "../../contract/plugin.ts";
import { describeError } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";

/** Whether it is the network that failed, in apt's words, which is worth another try */
export function isNetworkTrouble(text: string): boolean {
  return /could not (connect|resolve)|cannot initiate the connection|temporary failure|timed out|connection failed|network is unreachable/i.test(
    text,
  );
}

/** Seconds between the tries: some four minutes in all, however many downloads there are */
const pauses = [5, 10, 20, 40, 60, 60, 60];

/** Tries downloads again while the network is not there: after a power cut the way back begins before any address is given */
export function patientDownloads(
  host: Host,
  report: Report,
): (download: () => Promise<void>) => Promise<void> {
  const left = [...pauses];
  return async download => {
    for (;;) {
      try {
        return await download();
      } catch (error) {
        const pause = isNetworkTrouble(describeError(error)) ? left.shift() : undefined;
        if (pause === undefined) throw error;
        report(`no package archive answers; trying again in ${pause} seconds`);
        await host.clock.sleep(pause);
      }
    }
  };
}
