import { type Action, nothingToDo } from "../../contract/action.ts";
import type { PackageOperation, Wanted } from "./operation.ts";
import type { CurrentPackages } from "./query.ts";
import type { Package, PackagesSection } from "./schema.ts";

/** One action for each package; a package that the document no longer names stays as it is */
export function planPackages(current: CurrentPackages, section: PackagesSection): Action<PackageOperation>[] {
  const wishes = Object.entries(desiredPackages(current, section)).sort(([one], [other]) =>
    one < other ? -1 : 1,
  );
  const missing = wishes.flatMap(([name, wish]) =>
    isMissing(current, name, wish) ? [wanted(name, wish)] : [],
  );
  const surplus = wishes.flatMap(([name, wish]) => (isSurplus(current, name, wish) ? [name] : []));
  const actions = wishes.map(([name, wish]): Action<PackageOperation> => {
    if (isMissing(current, name, wish)) return install(current, wanted(name, wish), missing);
    if (isSurplus(current, name, wish)) return remove(current, name, surplus);
    return nothingToDo(`package/${name}`);
  });
  return [...unreadableManifest(current, section), ...actions];
}

/** All three sources together; what the document itself says of a package wins over the manifest */
function desiredPackages({ manifest }: CurrentPackages, section: PackagesSection): Record<string, Package> {
  const listed = manifest && "packages" in manifest ? manifest.packages : {};
  const additional = Object.fromEntries((section.additional_packages ?? []).map(name => [name, {}]));
  return { ...listed, ...additional, ...section.packages };
}

function isMissing({ installed }: CurrentPackages, name: string, { version, state }: Package): boolean {
  if (state === "absent") return false;
  const found = installed[name];
  return !found || (version !== undefined && version !== found.version);
}

function isSurplus({ installed }: CurrentPackages, name: string, { state }: Package): boolean {
  return state === "absent" && installed[name] !== undefined;
}

function wanted(name: string, { version }: Package): Wanted {
  return { name, ...(version !== undefined && { version }) };
}

function install(current: CurrentPackages, wish: Wanted, together: Wanted[]): Action<PackageOperation> {
  const { name, version } = wish;
  const before = current.installed[name]?.version;
  const what = version === undefined ? name : `${name} ${version}`;
  return {
    kind: before === undefined ? "create" : "modify",
    resource: `package/${name}`,
    summary: before === undefined ? `install ${what}` : `install ${what} in place of ${before}`,
    changes: [{ path: "version", from: before ?? null, to: version ?? "any" }],
    class: "compensable",
    phase: "configure",
    files: [],
    operations: [{ do: "install", package: wish, together }],
  };
}

function remove({ installed }: CurrentPackages, name: string, together: string[]): Action<PackageOperation> {
  const essential = installed[name]?.essential === true;
  return {
    kind: "delete",
    resource: `package/${name}`,
    summary: `remove ${name}`,
    changes: [{ path: "version", from: installed[name]?.version ?? null, to: null }],
    class: "compensable",
    phase: "configure",
    ...(essential && { refused: `${name} is essential: the system does not work without it` }),
    files: [],
    operations: [{ do: "remove", name, together }],
  };
}

function unreadableManifest({ manifest }: CurrentPackages, section: PackagesSection): Action<never>[] {
  if (!manifest || !("problem" in manifest)) return [];
  return [
    {
      kind: "modify",
      resource: `manifest/${section.manifest}`,
      summary: `install what ${section.manifest} lists`,
      changes: [],
      class: "compensable",
      phase: "configure",
      refused: manifest.problem,
      files: [],
      operations: [],
    },
  ];
}
