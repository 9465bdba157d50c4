import type { StateDocument } from "../../state/document.ts";
import type { Problem } from "../../state/problem.ts";
import { checkContents } from "./check-contents.ts";
import { checkReach } from "./check-reach.ts";
import { checkServices } from "./check-services.ts";
import { checkTemplates } from "./check-templates.ts";
import { checkTimers } from "./check-timers.ts";
import type { SystemdSection } from "./schema.ts";

/** What the schema cannot say: a unit asked for twice or in two ways, a file without its text */
export function checkSystemd(section: SystemdSection, _document: StateDocument): Problem[] {
  return [
    ...checkContents(section),
    ...checkServices(section),
    ...checkTimers(section),
    ...checkTemplates(section),
    ...checkReach(section),
  ];
}
