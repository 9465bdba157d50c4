import { Check } from "@sinclair/typebox/value";
import type { StateDocument } from "../../state/document.ts";
import { joinPointer } from "../../state/pointer.ts";
import type { Problem } from "../../state/problem.ts";
import { LxcSection, templateOf } from "./schema.ts";

/** Debian's releases by code name, for the names of templates */
const releases: Readonly<Record<string, string>> = {
  bookworm: "debian-12",
  trixie: "debian-13",
  forky: "debian-14",
};

/** For the installer, before it writes anything: templates that a machine of this suite will not have */
export function checkTemplates({ plugins }: StateDocument, suite: string): Problem[] {
  const section = plugins["lxc"];
  if (!Check(LxcSection, section)) return [];
  const release = releases[suite];
  const available = ["base", ...(release === undefined ? [] : [release])];
  return Object.entries(section.containers)
    .filter(([, container]) => container.state !== "absent" && !available.includes(templateOf(container)))
    .map(([name, container]) => ({
      stage: "hardware",
      pointer: `${joinPointer("/plugins/lxc/containers", name)}/template`,
      found: `${templateOf(container)}, while this installs ${suite}`,
      needs: available.join(" or "),
      fix: "name one of these as the template",
    }));
}
