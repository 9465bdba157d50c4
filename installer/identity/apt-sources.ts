import type { Files } from "../../provisioner/host/files.ts";

/** One archive of packages, as apt knows it */
export interface AptSource {
  uri: string;
  suite: string;
}

/** The archives of the new system, and what it goes without */
export interface AptSources {
  /** What the install itself fetches from */
  now: AptSource[];
  /** For apt of the new system alone: they could not be asked, or nothing is fetched from them */
  later: AptSource[];
  /** What is left out or not proved, and why, one line each */
  remarks: string[];
}

/** The sources of the base stay as they are */
export const noSources: AptSources = { now: [], later: [], remarks: [] };

/** Keyring that vouches for Debian's archives */
export const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

const oldSourcesPath = "/etc/apt/sources.list";
const sourcesPath = "/etc/apt/sources.list.d/debian.sources";

/** Points apt of the new system at what answered the installer: a silent archive would only cost minutes */
export async function writeSourcesOfInstall(files: Files, root: string, sources: AptSources): Promise<void> {
  await writeSources(files, root, sources.now, sources.remarks);
}

/** Points apt of the new system at all its archives, the silent ones too; without any, what the base brought stays */
export async function writeAllSources(files: Files, root: string, sources: AptSources): Promise<void> {
  await writeSources(files, root, [...sources.now, ...sources.later], sources.remarks);
}

async function writeSources(
  files: Files,
  root: string,
  archives: readonly AptSource[],
  remarks: readonly string[],
): Promise<void> {
  if (archives.length === 0) return;
  await files.remove(root + oldSourcesPath);
  await files.write(root + sourcesPath, aptSourcesText(archives, remarks));
}

/** Leaves apt without a mirror until the answer is called: an unreachable one would only cost minutes */
export async function hideMirrors(files: Files, root: string): Promise<() => Promise<void>> {
  const hidden: [path: string, content: string][] = [];
  for (const path of [oldSourcesPath, sourcesPath]) {
    const content = await files.read(root + path);
    if (content !== undefined) hidden.push([root + path, content]);
    await files.remove(root + path);
  }
  return async () => {
    for (const [path, content] of hidden) await files.write(path, content);
  };
}

/** Text of debian.sources (deb822, with the key that vouches for each archive) */
export function aptSourcesText(archives: readonly AptSource[], remarks: readonly string[] = []): string {
  return remarks.map(remark => `# ${remark}\n`).join("") + archives.map(stanza).join("\n");
}

function stanza({ uri, suite }: AptSource): string {
  return [
    "Types: deb",
    `URIs: ${uri}`,
    `Suites: ${suite}`,
    "Components: main non-free-firmware",
    `Signed-By: ${keyring}`,
    "",
  ].join("\n");
}
