import { Failure } from "../../host/failure.ts";

/** Packages that no repository has, as "name" or "name version" */
export function unknownPackages(unknown: readonly string[]): Failure {
  return new Failure({
    kind: "input",
    tried: `cannot install ${unknown.join(", ")}`,
    found: "no such package or version in any repository of this machine",
    needs: "the name of a package, and a version that a repository has",
    fix: `see what there is with apt-cache policy ${unknown.map(words => words.replace(/ .*/, "")).join(" ")}`,
  });
}
