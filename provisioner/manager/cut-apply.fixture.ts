import { appendFileSync } from "node:fs";
import { applyNamed, cutPlugins, type DocumentName } from "./cuts.fixture.ts";
import { atEveryBoundary } from "./disk-boundaries.fixture.ts";
import { machineBelow } from "./machine-below.fixture.ts";

/** A process that applies the document "second" below the folder of its first argument, and kills itself at a boundary */
const [, , root = "", number = ""] = process.argv;
const name: DocumentName = "second";
let left = Number(number);

atEveryBoundary(
  ({ torn }) => {
    left -= 1;
    if (left !== 0) return;
    if (torn) appendFileSync(torn.path, torn.bytes);
    process.kill(process.pid, "SIGKILL");
  },
  () => applyNamed(machineBelow(root, cutPlugins), name),
);
