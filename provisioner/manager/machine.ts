import type { Plugin } from "../contract/plugin.ts";
import { type Host, type Stage, thisHost } from "../host/host.ts";
import { plugins } from "../plugins/all.ts";

/** What the manager works on: a host, and the plugins that know its domains */
export interface Machine {
  host: Host;
  plugins: readonly Plugin[];
}

/** This machine with all plugins */
export function thisMachine(stage: Stage): Machine {
  return { host: thisHost(stage), plugins };
}
