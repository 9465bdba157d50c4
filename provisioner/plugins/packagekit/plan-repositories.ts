import { type Action, type Change, nothingToDo } from "../../contract/action.ts";
import type { RepositoryOperation } from "./operation.ts";
import type { CurrentRepositories } from "./query-repositories.ts";
import {
  foreignSuites,
  isOurs,
  pinPath,
  type RepositoryFiles,
  repositoryFiles,
  sourcePath,
  unseenFiles,
} from "./repository-file.ts";
import type { Repository } from "./repository-schema.ts";
import type { PackagesSection } from "./schema.ts";

/** What plan knows besides the files */
interface Circumstances {
  owned: readonly string[];
  /** Whether package lists are needed right now */
  fetch: boolean;
}

/** One action for each repository; one that is no longer named goes if an earlier document made it and its file is still ours */
export function planRepositories(
  current: CurrentRepositories,
  { repositories = {} }: PackagesSection,
  { owned, fetch }: Circumstances,
): Action<RepositoryOperation>[] {
  const forgotten = Object.keys(current.files).filter(
    name => !Object.hasOwn(repositories, name) && owned.includes(`repository/${name}`),
  );
  const wanted = Object.entries(repositories).map(([name, repository]) =>
    repository.state === "absent" ? removal(current, name) : present(current, name, repository, fetch),
  );
  return [...wanted, ...forgotten.map(name => removal(current, name))].sort(byResource);
}

/** Whether some repository has to be written: then nobody knows yet what there is to install */
export function awaitsRepository(
  current: CurrentRepositories,
  { repositories = {} }: PackagesSection,
  fetch: boolean,
): boolean {
  return Object.entries(repositories).some(
    ([name, repository]) => repository.state !== "absent" && !holds(current, name, repository, fetch),
  );
}

/** Where package lists are not needed now, those of before they were seen will do */
function holds(
  { files, codename }: CurrentRepositories,
  name: string,
  repository: Repository,
  fetch: boolean,
): boolean {
  const seen = repositoryFiles(name, repository, codename);
  const enough = fetch ? [seen] : [seen, unseenFiles(name, repository, codename)];
  return enough.some(({ source, pin }) => source === files[name]?.source && pin === files[name]?.pin);
}

function present(
  current: CurrentRepositories,
  name: string,
  repository: Repository,
  fetch: boolean,
): Action<RepositoryOperation> {
  const { codename } = current;
  const resource = `repository/${name}`;
  const refused = refusal(current, name, repository);
  if (refused === undefined && holds(current, name, repository, fetch)) return nothingToDo(resource);
  const found = current.files[name]?.source;
  const where = (repository.uris ?? []).join(" ");
  const suites = (repository.suites ?? []).join(" ");
  const files = (fetch ? repositoryFiles : unseenFiles)(name, repository, codename);
  return {
    kind: found === undefined ? "create" : "modify",
    resource,
    summary: `${found === undefined ? "add" : "change"} the repository ${name} (${where} ${suites})`,
    changes: changesOf(current.files[name], files),
    class: "compensable",
    phase: "configure",
    ...(refused !== undefined && { refused }),
    files: [sourcePath(name), pinPath(name)],
    operations: [
      { do: "write-repository", name, files },
      ...(fetch ? [{ do: "fetch-lists" as const, name, ...(codename !== undefined && { codename }) }] : []),
    ],
  };
}

function refusal(
  { files, missingKeyrings, codename }: CurrentRepositories,
  name: string,
  repository: Repository,
): string | undefined {
  const found = files[name]?.source;
  if (found !== undefined && !isOurs(found))
    return `${sourcePath(name)} is somebody else's; give the repository another name, or move that file away`;
  const { keyring, priority } = repository;
  if (keyring !== undefined && missingKeyrings.includes(keyring))
    return `there is no file ${keyring}; write the key itself as \`key\`, or put the file there`;
  if (priority !== undefined && foreignSuites(repository, codename).length === 0)
    return "its suites are none of another Debian release, and apt could not tell it from the machine's own; take `priority` out";
  return undefined;
}

function removal({ files }: CurrentRepositories, name: string): Action<RepositoryOperation> {
  const resource = `repository/${name}`;
  const found = files[name];
  if (found?.source === undefined && found?.pin === undefined) return nothingToDo(resource);
  return {
    kind: "delete",
    resource,
    summary: `remove the repository ${name}`,
    changes: changesOf(found, {}),
    class: "reversible",
    phase: "configure",
    files: [sourcePath(name), pinPath(name)],
    operations: [{ do: "remove-repository", name }],
  };
}

/** Line by line, a key as a whole: nobody reads that */
function changesOf(before: Partial<RepositoryFiles> = {}, after: Partial<RepositoryFiles>): Change[] {
  const [from, to] = [fieldsOf(before), fieldsOf(after)];
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].sort().flatMap(path => {
    if (from[path] === to[path]) return [];
    const [old, wanted] = [from[path] ?? null, to[path] ?? null];
    if (path !== "Signed-By") return [{ path, from: old, to: wanted }];
    return [{ path, from: old && shownKey(old), to: wanted && shownKey(wanted) }];
  });
}

function fieldsOf({ source = "", pin = "" }: Partial<RepositoryFiles>): Record<string, string> {
  const fields = [...`${source}\n${pin}`.matchAll(/^([A-Za-z-]+):((?:.*)(?:\n .*)*)$/gm)];
  return Object.fromEntries(fields.map(([, key = "", value = ""]) => [key, value.trim()]));
}

function shownKey(value: string): string {
  return value.includes("\n") ? "(a key)" : value;
}

function byResource(one: Action, other: Action): number {
  return one.resource < other.resource ? -1 : 1;
}
