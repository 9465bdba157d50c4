import type { Files } from "../../provisioner/host/files.ts";

/** One archive of packages, as apt knows it */
export interface AptSource {
  uri: string;
  suite: string;
}

/** Keyring that vouches for Debian's archives */
export const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

const oldSourcesPath = "/etc/apt/sources.list";
const sourcesPath = "/etc/apt/sources.list.d/debian.sources";

/** Points apt of the new system at its archives; without any, what the base brought stays */
export async function writeAptSources(
  files: Files,
  root: string,
  sources: readonly AptSource[],
): Promise<void> {
  if (sources.length === 0) return;
  await files.remove(root + oldSourcesPath);
  await files.write(root + sourcesPath, aptSourcesText(sources));
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
export function aptSourcesText(sources: readonly AptSource[]): string {
  return sources.map(stanza).join("\n");
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
