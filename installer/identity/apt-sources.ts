import type { Files } from "../../provisioner/host/files.ts";
import type { Settings } from "../settings.ts";

const oldSourcesPath = "/etc/apt/sources.list";
const sourcesPath = "/etc/apt/sources.list.d/debian.sources";
const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** Suites that move all the time and have neither updates nor security archive of their own */
const rolling = ["sid", "unstable", "testing"];

/** Points apt of the new system at its mirror (deb822, with the key that vouches for it) */
export async function writeAptSources(files: Files, root: string, settings: Settings): Promise<void> {
  const { mirror, suite } = settings;
  if (mirror === undefined) return; // what the base brought stays
  await files.remove(root + oldSourcesPath);
  await files.write(root + sourcesPath, aptSources({ mirror, suite }));
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

/** Text of debian.sources; the security archive is only known beside a mirror that is named as Debian's own are */
export function aptSources({ mirror, suite }: { mirror: string; suite: string }): string {
  if (rolling.includes(suite)) return stanza(mirror, suite);
  const main = stanza(mirror, `${suite} ${suite}-updates`);
  const security = securityMirror(mirror);
  if (security === undefined)
    return `${main}\n# Add the security archive: no place for it is known beside ${mirror}\n`;
  return `${main}\n${stanza(security, `${suite}-security`)}`;
}

function stanza(uri: string, suites: string): string {
  return [
    "Types: deb",
    `URIs: ${uri}`,
    `Suites: ${suites}`,
    "Components: main non-free-firmware",
    `Signed-By: ${keyring}`,
    "",
  ].join("\n");
}

/** Mirrors carry the security archive beside the main one, under the same name with -security */
function securityMirror(mirror: string): string | undefined {
  const [, base] = /^(.*\/debian)\/?$/.exec(mirror) ?? [];
  return base === undefined ? undefined : `${base}-security`;
}
