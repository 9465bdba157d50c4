import type { Problem } from "../../state/problem.ts";
import { checkAddressing } from "./check-addresses.ts";
import { checkDuplicates } from "./check-duplicates.ts";
import { checkHalfPairs, checkKind } from "./check-kinds.ts";
import { checkPorts } from "./check-ports.ts";
import type { Finding } from "./finding.ts";
import type { NetworkSection } from "./schema.ts";
import { presentOf } from "./topology.ts";

/** What a schema cannot say: ports that fit, gateways that can be reached, addresses that are unique, keys of the kind */
export function checkNetwork(section: NetworkSection): Problem[] {
  const there = presentOf(section);
  const findings: Finding[] = Object.entries(there.interfaces).flatMap(([name, spec]) => [
    ...checkAddressing(name, spec),
    ...checkKind(name, spec, there),
    ...checkPorts(name, spec, there),
  ]);
  return [...findings, ...checkHalfPairs(section), ...checkDuplicates(there)].map(finding => ({
    stage: "plan",
    ...finding,
  }));
}
