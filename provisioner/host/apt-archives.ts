import type { Host } from "./host.ts";

/** Where Debian comes from */
export interface Archives {
  /** The main archive: a mirror */
  archive: string;
  /** The security archive that belongs to it, where one is known */
  security?: string;
}

/** The archives that the apt of this system itself uses; neither user nor password is ever among what apt says here */
export async function aptArchives(run: Host["run"]): Promise<Partial<Archives>> {
  const format = "$(SITE) $(RELEASE) $(COMPONENT)";
  const { stdout } = await run("apt-get", ["indextargets", "--format", format, "Created-By: Packages"], {
    allowedExits: [0, 100], // 100: no source at all
  });
  return archivesIn(stdout);
}

/** Archive and security archive among the lines "site release component" of apt's index targets, never a third party's */
export function archivesIn(targets: string): Partial<Archives> {
  const lines = targets.split("\n").map(line => line.split(" "));
  const site = (suffix: string): string | undefined =>
    lines.find(([, release, component]) => component === "main" && isDebian(release, suffix))?.[0];
  const archive = site("");
  const security = site("-security");
  return { ...(archive && { archive }), ...(security && { security }) };
}

/** True for a URL with a user or a password in it: both would end up in files that everybody may read */
export function namesUser(url: string): boolean {
  // A slash in a password ends the address too early: what is left is no URL, and the @ comes later.
  return /^\w+:\/\/[^/?#]*@/.test(url) || (url.includes("@") && !URL.canParse(url));
}

/** The Debian release that a suite belongs to: "trixie" of "trixie-backports"; undefined for what is no suite of Debian */
export function debianRelease(suite: string): string | undefined {
  return new RegExp(`^(${releases})(-|/|$)`).exec(suite)?.[1];
}

const releases = "bullseye|bookworm|trixie|forky|duke|sid|oldoldstable|oldstable|stable|testing|unstable";

function isDebian(release: string | undefined, suffix: string): boolean {
  return new RegExp(`^(${releases})${suffix}$`).test(release ?? "");
}
