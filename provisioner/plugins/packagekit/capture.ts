import type { Host } from "../../host/host.ts";
import { type PackagesSection, packageName } from "./schema.ts";

/** The packages that somebody asked for; what came along with them is apt's own matter */
export async function capturePackages(host: Host): Promise<PackagesSection> {
  const { stdout } = await host.run("apt-mark", ["showmanual"]);
  const names = stdout.split("\n").filter(name => new RegExp(packageName).test(name));
  return { packages: Object.fromEntries(names.sort().map(name => [name, {}])) };
}
