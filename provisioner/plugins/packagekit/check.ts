import { joinPointer } from "../../state/pointer.ts";
import type { Problem } from "../../state/problem.ts";
import { checkRepository } from "./check-repository.ts";
import type { Package, PackagesSection } from "./schema.ts";

/** One package cannot be both wanted and unwanted; a repository has an address and a key */
export function checkPackages(section: PackagesSection): Problem[] {
  const { packages = {}, additional_packages = [], repositories = {} } = section;
  return [
    ...additional_packages.flatMap((name, index) =>
      packages[name]?.state === "absent" ? [contradiction(name, index)] : [],
    ),
    ...Object.entries(packages).flatMap(([name, wish]) => checkAbsent(name, wish)),
    ...Object.entries(repositories).flatMap(([name, repository]) => checkRepository(name, repository)),
  ];
}

function contradiction(name: string, index: number): Problem {
  return {
    stage: "plan",
    pointer: joinPointer("/additional_packages", index),
    found: `${name}, which packages.${name} wants absent`,
    needs: "each package either present or absent",
    fix: "take it out of one of the two",
  };
}

function checkAbsent(name: string, { state, version, hold }: Package): Problem[] {
  if (state !== "absent") return [];
  const problem = (key: string, found: string, needs: string): Problem => ({
    stage: "plan",
    pointer: joinPointer("/packages", name, key),
    found: `${found} of a package that is to be absent`,
    needs,
    fix: `take the ${key} out`,
  });
  return [
    ...(version === undefined
      ? []
      : [problem("version", `version ${version}`, "no version: a package is removed whatever its version")]),
    ...(hold === true ? [problem("hold", "a hold", "no hold: only what is installed can be held")] : []),
  ];
}
