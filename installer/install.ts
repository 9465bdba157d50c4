import { Failure } from "../provisioner/host/failure.ts";
import type { Host } from "../provisioner/host/host.ts";
import type { Ledger } from "../provisioner/ledger/ledger.ts";
import type { StateDocument } from "../provisioner/state/document.ts";
import type { LedgerSeal, StepTime } from "./events/event.ts";
import type { AptSources } from "./identity/apt-sources.ts";
import type { Medium } from "./medium.ts";
import type { Settings } from "./settings.ts";
import type { MadeFileSystem } from "./storage/filesystems.ts";
import type { PartitionNode } from "./storage/partition.ts";
import type { TargetPlan } from "./storage/target-plan.ts";

/** Where the new system is mounted while it is made */
export const target = "/target";

/** One install: what was decided before it, and what its steps leave for later ones */
export interface Install {
  readonly host: Host;
  readonly medium: Medium | undefined;
  readonly settings: Settings;
  readonly document: StateDocument;
  /** Hex SHA-256 of the document as it was found, and where that was */
  readonly sha256: string;
  readonly origin: string;
  readonly plan: TargetPlan;
  /** Archives of the new system; none when it keeps those of the base */
  readonly sources: AptSources;
  /** Packages that the document wants and the base lacks */
  readonly packagesToAdd: readonly string[];
  /** Everything that must be installed lies on the medium; no mirror is asked */
  readonly offline: boolean;
  /** Folder with the installer's own logs on the live system */
  readonly logs: string;
  made: Made;
}

/** What the steps made so far */
export interface Made {
  partitions?: PartitionNode[];
  fileSystems?: MadeFileSystem[];
  /** Open for writing: each step becomes a block of it */
  ledger?: Ledger;
  /** What people keep of the ledger, once it was closed */
  seal?: LedgerSeal;
  /** Steps done so far */
  times: StepTime[];
}

/** The result of an earlier step */
export function needed<T>(value: T | undefined, what: string): T {
  if (value !== undefined) return value;
  throw new Failure({
    kind: "machine",
    tried: "cannot go on with the install",
    found: `no ${what} yet`,
    needs: "what an earlier step makes",
    fix: "retry; if it happens again, send the logs that groundstate-install logs packs",
  });
}

/** The file system that will be mounted at / */
export function rootFileSystem({ plan, made }: Install): MadeFileSystem {
  const mount = plan.layout.mounts.find(({ mountpoint }) => mountpoint === "/");
  const root = made.fileSystems?.find(({ number }) => number === mount?.number);
  return needed(root, "root file system");
}
