import type { Archives } from "../../provisioner/host/apt-archives.ts";
import type { Host } from "../../provisioner/host/host.ts";
import type { Problem } from "../../provisioner/state/problem.ts";
import type { Emit } from "../events/event.ts";
import type { BootParameters } from "../kernel-command-line.ts";
import type { Medium } from "../medium.ts";
import type { Inputs } from "../socket/inputs.ts";
import type { Source } from "../sources/source.ts";

/** What differs between the live system's installer and `install DEVICE FILE`; the install itself does not */
export interface World {
  host: Host;
  emit: Emit;
  inputs: Inputs;
  /** Folder for events and logs */
  logs: string;
  medium: Medium | undefined;
  boot: { parameters: BootParameters; problems: Problem[] };
  sources: readonly Source[];
  /** The disk named on the command line; it takes the place of bootstrap.device */
  device?: string;
  /** What this system's own apt uses, for when neither command line, document nor medium names a mirror */
  archives?: Partial<Archives>;
  /** Somebody can be asked how to go on */
  attended: boolean;
  /** The layers of the medium are on their way into memory; once is enough, however often it is tried */
  readingAhead?: Promise<void>;
}
