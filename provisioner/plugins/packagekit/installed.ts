import type { Host } from "../../host/host.ts";

/** One package as dpkg has it */
export interface InstalledPackage {
  version: string;
  /** Why dpkg does not let it go: the system does not work, or does not start, without it */
  mark?: "essential" | "protected";
  /** `apt-mark hold` keeps upgrades from it */
  held: boolean;
}

const fields = ["Package", "Version", "db:Status-Status", "db:Status-Want", "Essential", "Protected"];
const format = `${fields.map(field => `\${${field}}`).join("\t")}\n`;

/** The packages of these names that are installed and configured, by name; all there are without names */
export async function installedPackages(
  host: Host,
  names: readonly string[] = [],
): Promise<Record<string, InstalledPackage>> {
  const found: Record<string, InstalledPackage> = {};
  for (const [name, version, status, want, essential, guarded] of await dpkgLines(host, names)) {
    if (name === undefined || version === undefined || status !== "installed") continue;
    const mark = essential === "yes" ? "essential" : guarded === "yes" ? "protected" : undefined;
    found[name] = { version, ...(mark && { mark }), held: want === "hold" };
  }
  return found;
}

/** State of every package that dpkg knows, by name: "installed", "unpacked", "config-files" for one that was removed */
export async function packageStates(host: Host): Promise<Record<string, string>> {
  const states: Record<string, string> = {};
  for (const [name, , status] of await dpkgLines(host, []))
    if (name !== undefined && status !== undefined && status !== "not-installed") states[name] = status;
  return states;
}

async function dpkgLines(host: Host, names: readonly string[]): Promise<string[][]> {
  // Exit status 1: one of the names is unknown; the others are listed all the same.
  const allowedExits = names.length > 0 ? [0, 1] : [0];
  const { stdout } = await host.run("dpkg-query", ["-W", "-f", format, ...names], { allowedExits });
  return stdout.split("\n").map(line => line.split("\t"));
}
