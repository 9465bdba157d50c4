import { Failure } from "../provisioner/host/failure.ts";
import { run } from "../provisioner/host/run.ts";

/** Where Debian comes from */
export interface Mirror {
  /** The main archive */
  archive: string;
  /** The security archive, where the build host knows one */
  security?: string;
}

/** The mirror that the build host's own apt uses; MIRROR= in the environment names another one */
export async function buildMirror(): Promise<Mirror> {
  const format = "$(SITE) $(RELEASE) $(COMPONENT)";
  const { stdout } = await run("apt-get", ["indextargets", "--format", format, "Created-By: Packages"]);
  const found = mirrorIn(stdout);
  const archive = process.env["MIRROR"] || found.archive;
  if (archive) return found.security ? { archive, security: found.security } : { archive };
  throw new Failure({
    kind: "machine",
    tried: "cannot tell which Debian mirror to build from",
    found: "no Debian suite in the configuration of apt on this host",
    needs: "a Debian host, or the name of a mirror",
    fix: "MIRROR=http://mirror.example/debian make iso",
  });
}

/** Archive and security archive among the lines "site release component" of apt's index targets */
export function mirrorIn(targets: string): Partial<Mirror> {
  const lines = targets.split("\n").map(line => line.split(" "));
  const site = (suffix: string): string | undefined =>
    lines.find(([, release, component]) => component === "main" && isDebian(release, suffix))?.[0];
  const archive = site("");
  const security = site("-security");
  return { ...(archive && { archive }), ...(security && { security }) };
}

/** Lines of sources for a suite, as apt and mmdebstrap read them */
export function sourceLines({ archive, security }: Mirror, suite: string): string[] {
  const lines = [`deb ${archive} ${suite} main`, `deb ${archive} ${suite}-updates main`];
  return security ? [...lines, `deb ${security} ${suite}-security main`] : lines;
}

/** The same for the installed system, as deb822 */
export function debianSources({ archive, security }: Mirror, suite: string): string {
  const main = stanza(archive, `${suite} ${suite}-updates`);
  return security ? `${main}\n${stanza(security, `${suite}-security`)}` : main;
}

const releases = "bullseye|bookworm|trixie|forky|duke|sid|oldoldstable|oldstable|stable|testing|unstable";

function isDebian(release: string | undefined, suffix: string): boolean {
  return new RegExp(`^(${releases})${suffix}$`).test(release ?? "");
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
