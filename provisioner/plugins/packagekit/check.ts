import { joinPointer } from "../../state/pointer.ts";
import type { Problem } from "../../state/problem.ts";
import type { PackagesSection } from "./schema.ts";

/** One package cannot be both wanted and unwanted */
export function checkPackages({ packages = {}, additional_packages = [] }: PackagesSection): Problem[] {
  const unwanted = (name: string): boolean => packages[name]?.state === "absent";
  const contradictions = additional_packages.flatMap((name, index): Problem[] => {
    if (!unwanted(name)) return [];
    return [
      {
        stage: "plan",
        pointer: joinPointer("/additional_packages", index),
        found: `${name}, which packages.${name} wants absent`,
        needs: "each package either present or absent",
        fix: "take it out of one of the two",
      },
    ];
  });
  const pinned = Object.entries(packages).flatMap(([name, { version, state }]): Problem[] => {
    if (state !== "absent" || version === undefined) return [];
    return [
      {
        stage: "plan",
        pointer: joinPointer("/packages", name, "version"),
        found: `version ${version} of a package that is to be absent`,
        needs: "no version: a package is removed whatever its version",
        fix: "take the version out",
      },
    ];
  });
  return [...contradictions, ...pinned];
}
