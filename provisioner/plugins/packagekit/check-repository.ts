import { namesUser } from "../../host/apt-archives.ts";
import { joinPointer } from "../../state/pointer.ts";
import type { Problem } from "../../state/problem.ts";
import type { Repository } from "./repository-schema.ts";

type Finding = Pick<Problem, "found" | "needs" | "fix"> & { key?: keyof Repository };

/** What apt would refuse only once the machine is being changed */
export function checkRepository(name: string, repository: Repository): Problem[] {
  if (repository.state === "absent") return [];
  const findings = [
    ...missing(repository),
    ...keys(repository),
    ...components(repository),
    ...users(repository),
  ];
  return findings.map(({ key, ...finding }) => ({
    stage: "plan",
    pointer: joinPointer("/repositories", name, ...(key === undefined ? [] : [key])),
    ...finding,
  }));
}

function missing({ uris, suites }: Repository): Finding[] {
  if (uris && suites) return [];
  return [
    {
      found: "a repository without `uris` or `suites`",
      needs: "where it is, and which suite of it",
      fix: 'write "uris": ["https://…"] and "suites": ["…"]; "./" for one without suites',
    },
  ];
}

function keys({ key, keyring }: Repository): Finding[] {
  if ((key === undefined) !== (keyring === undefined)) return [];
  const needs = "the key that signs it, as `key` or as `keyring`";
  if (key === undefined)
    return [
      { found: "no key", needs, fix: "write what its owner publishes as `key`, or the path of a `keyring`" },
    ];
  return [{ key: "keyring", found: "a keyring beside a key", needs, fix: "take one of the two out" }];
}

function components({ suites = [], components }: Repository): Finding[] {
  const folders = suites.filter(suite => suite.endsWith("/"));
  const needs = "components for suites, and none for a folder that ends in /";
  if (folders.length > 0 && (components || folders.length < suites.length))
    return [
      {
        key: "suites",
        found: `the folder ${folders[0]} beside suites or components`,
        needs,
        fix: "make it a repository of its own",
      },
    ];
  if (suites.length > folders.length && !components)
    return [
      { key: "suites", found: "a suite, and no `components`", needs, fix: 'write "components": ["main"]' },
    ];
  return [];
}

function users({ uris = [] }: Repository): Finding[] {
  if (!uris.some(namesUser)) return [];
  return [
    {
      key: "uris",
      found: "a user or a password in an address, which everybody on the machine could read",
      needs: "an address without them",
      fix: "put them into /etc/apt/auth.conf.d, see apt_auth.conf(5)",
    },
  ];
}
