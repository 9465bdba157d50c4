import type { Report } from "../../contract/plugin.ts";
import { debianRelease } from "../../host/apt-archives.ts";
import { describeError, Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { quietly } from "./apt-options.ts";
import { isNetworkTrouble } from "./downloads.ts";
import type { RepositoryOperation } from "./operation.ts";
import { isForeign, pinPath, sourcePath } from "./repository-file.ts";

/** Writes or removes the files of a repository, or fetches its package lists */
export async function applyRepository(
  host: Host,
  operation: RepositoryOperation,
  report: Report,
): Promise<void> {
  const { name } = operation;
  switch (operation.do) {
    case "write-repository":
      return await write(host, operation);
    case "fetch-lists":
      await fetchLists(host, name, report);
      return await refuseOtherRelease(host, operation);
    case "remove-repository":
      await host.files.remove(sourcePath(name));
      await host.files.remove(pinPath(name));
  }
}

/** The preference first: without it, apt must never see another release */
async function write(
  { files }: Host,
  { name, files: { source, pin } }: Extract<RepositoryOperation, { do: "write-repository" }>,
): Promise<void> {
  if (pin === undefined) await files.remove(pinPath(name));
  else await files.write(pinPath(name), pin, { mode: 0o644, uid: 0, gid: 0 });
  await files.write(sourcePath(name), source, { mode: 0o644, uid: 0, gid: 0 });
}

/** The lists of this one alone: that another archive is silent is no reason to fail, and its lists are kept */
async function fetchLists(host: Host, name: string, report: Report): Promise<void> {
  report(`fetching the package lists of ${name}`);
  const settings = [
    `Dir::Etc::sourcelist=${host.files.path(sourcePath(name))}`,
    "Dir::Etc::sourceparts=/dev/null",
    "APT::Get::List-Cleanup=false",
    "DPkg::Lock::Timeout=120",
  ];
  try {
    await host.run("apt-get", [...settings.map(one => `-o=${one}`), "update", "--error-on=any"], quietly);
  } catch (error) {
    throw unreadable(name, error);
  }
}

function unreadable(name: string, error: unknown): Failure {
  const found = error instanceof Failure ? (error.parts.found ?? "") : describeError(error);
  return new Failure({
    kind: isNetworkTrouble(found) || /could not get lock/i.test(found) ? "transient" : "input",
    tried: `cannot read the repository ${name}`,
    found,
    needs: "an archive that answers, with these suites and components, signed with that key",
    fix: `correct plugins.packagekit.repositories.${name}`,
  });
}

/** What a suite is called in an address tells little ("stable", "./"); what it is stands in its Release file */
async function refuseOtherRelease(
  host: Host,
  { name, codename }: Extract<RepositoryOperation, { do: "fetch-lists" }>,
): Promise<void> {
  if (codename === undefined) return;
  const format = "$(SOURCESENTRY) $(CODENAME) $(ORIGIN) $(RELEASE)";
  const { stdout } = await host.run("apt-get", ["indextargets", "--format", format, "Created-By: Packages"]);
  const lines = stdout.split("\n").map(line => line.split(" "));
  const other = lines.find(
    ([entry = "", release = "", origin, suite = ""]) =>
      entry.startsWith(`${host.files.path(sourcePath(name))}:`) &&
      origin === "Debian" &&
      !isForeign(suite, codename) && // it has a preference
      (debianRelease(release) ?? codename) !== codename,
  );
  if (!other) return;
  throw new Failure({
    kind: "input",
    tried: `will not add the repository ${name}`,
    found: `that it is Debian ${other[1]}, where the next upgrade would take this machine of ${codename}`,
    needs: "another release to be named as such",
    fix: `write "${other[1]}" into \`suites\`: then only what ${codename} lacks comes from there, unless \`priority\` says more`,
  });
}
