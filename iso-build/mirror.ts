import { type Archives, aptArchives, namesUser } from "../provisioner/host/apt-archives.ts";
import { Failure } from "../provisioner/host/failure.ts";
import { run } from "../provisioner/host/run.ts";

/** The mirror that the build host's own apt uses; MIRROR= in the environment names another one */
export async function buildMirror(): Promise<Archives> {
  const found = await aptArchives(run);
  const named = process.env["MIRROR"];
  if (named && namesUser(named)) throw mirrorWithUser();
  const archive = (named || found.archive)?.replace(/\/+$/, "");
  if (archive) return found.security ? { archive, security: found.security } : { archive };
  throw new Failure({
    kind: "machine",
    tried: "cannot tell which Debian mirror to build from",
    found: "no Debian suite in the configuration of apt on this host",
    needs: "a Debian host, or the name of a mirror",
    fix: "MIRROR=http://mirror.example/debian make iso",
  });
}

function mirrorWithUser(): Failure {
  return new Failure({
    kind: "input",
    tried: "will not build from MIRROR",
    found: "a user name or a password in it, which everybody could read on the medium",
    needs: "the address alone",
    fix: "name a mirror that asks for neither",
  });
}

/** Lines of sources for a suite, as apt and mmdebstrap read them */
export function sourceLines({ archive, security }: Archives, suite: string): string[] {
  const lines = [`deb ${archive} ${suite} main`, `deb ${archive} ${suite}-updates main`];
  return security ? [...lines, `deb ${security} ${suite}-security main`] : lines;
}

/** The same for the installed system, as deb822 */
export function debianSources({ archive, security }: Archives, suite: string): string {
  const main = stanza(archive, `${suite} ${suite}-updates`);
  return security ? `${main}\n${stanza(security, `${suite}-security`)}` : main;
}

function stanza(uri: string, suites: string): string {
  return [
    "Types: deb",
    `URIs: ${uri}`,
    `Suites: ${suites}`,
    "Components: main",
    "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg",
    "",
  ].join("\n");
}
