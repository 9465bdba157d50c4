import type { Host } from "../../host/host.ts";
import { configPath } from "./paths.ts";

/** The limits that can change while a container runs, as LXC's configuration and the kernel call them */
const liveLimits = ["memory.max", "cpu.max"];

/** Gives a running container the limits that its configuration has by now; what is not there is without limit */
export async function adjustLimits(host: Host, name: string): Promise<void> {
  const config = (await host.files.read(configPath(name))) ?? "";
  for (const limit of liveLimits)
    await host.run("lxc-cgroup", ["--name", name, limit, limitIn(config, limit) ?? "max"]);
}

/** A configuration without what need not wait for a restart: those limits, and whether it starts at boot */
export function needingRestart(config: string): string {
  return config
    .split("\n")
    .filter(line => !line.startsWith("lxc.start.auto "))
    .filter(line => !liveLimits.some(limit => line.startsWith(`lxc.cgroup2.${limit} `)))
    .join("\n");
}

function limitIn(config: string, limit: string): string | undefined {
  const start = `lxc.cgroup2.${limit} = `;
  return config
    .split("\n")
    .find(line => line.startsWith(start))
    ?.slice(start.length);
}
