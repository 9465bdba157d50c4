import type { Step } from "../engine.ts";
import type { Install } from "../install.ts";
import { baseStep } from "./base.ts";
import { baseSnapshotStep } from "./base-snapshot.ts";
import { bootloaderStep } from "./bootloader.ts";
import { fileSystemsStep } from "./file-systems.ts";
import { finishStep } from "./finish.ts";
import { identityStep } from "./identity.ts";
import { partitionStep } from "./partition.ts";
import { provisionerStep } from "./provisioner.ts";
import { seedLedgerStep } from "./seed-ledger.ts";
import { subvolumesStep } from "./subvolumes.ts";
import { verifyLedgerStep } from "./verify-ledger.ts";

/** Everything that writes, in order; what comes before it only looks */
export const allSteps: readonly Step<Install>[] = [
  partitionStep,
  fileSystemsStep,
  subvolumesStep,
  baseStep,
  baseSnapshotStep,
  identityStep,
  seedLedgerStep,
  provisionerStep,
  bootloaderStep,
  verifyLedgerStep,
  finishStep,
];
