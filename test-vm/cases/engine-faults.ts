import type { EngineFaultsCase } from "./case.ts";
import { wideAfter, wideBefore, wideBootstrap } from "./wide-change.ts";

const wideChange = {
  kind: "engine-faults",
  firmware: "bios",
  after: "image-minimal-bios",
  first: wideBefore,
  second: wideAfter,
  bootstrap: wideBootstrap,
} as const;

/** Changes that fail, of machines that are installed */
export const engineFaultsCases: readonly EngineFaultsCase[] = [
  {
    ...wideChange,
    name: "engine-faults",
    proves: "whatever moment of an apply fails, everything is as before, and the ledger says so",
    // two of each plugin: in the middle of its work, and after it
    faults: 20,
    limit: 1800,
  },
  {
    ...wideChange,
    name: "engine-faults-all",
    proves: "the same at one moment of every sort there is: an hour or more",
    faults: 10_000,
    limit: 4 * 3600,
    onlyByName: true,
  },
];
