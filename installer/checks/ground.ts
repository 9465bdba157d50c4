import type { Host } from "../../provisioner/host/host.ts";
import type { StateDocument } from "../../provisioner/state/document.ts";
import type { Problem } from "../../provisioner/state/problem.ts";
import type { Medium } from "../medium.ts";
import type { Settings } from "../settings.ts";
import type { TargetPlan } from "../storage/target-plan.ts";
import type { Mirrors } from "./mirrors.ts";

/** What a check may look at */
export interface Ground {
  host: Host;
  medium: Medium | undefined;
  settings: Settings;
  document: StateDocument;
  /** Absent when no disk could be chosen; that is a problem of its own */
  plan: TargetPlan | undefined;
  /** The install fetches packages: by debootstrap, or those that the medium lacks */
  fetches: boolean;
  mirrors: Mirrors;
  report(text: string): void;
}

/** Proves one thing before the first write; answers with everything that stands in the way */
export type Check = (ground: Ground) => Promise<Problem[]>;

/** A problem of this machine, as opposed to one of the document's text */
export function machineProblem(found: string, needs: string, fix: string, pointer = ""): Problem {
  return { stage: "hardware", pointer, found, needs, fix };
}
