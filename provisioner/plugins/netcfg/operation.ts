import type { KernelRule } from "./kernel.ts";
import type { Route, RoutingRule } from "./schema.ts";

/** What applying can do */
export type NetcfgOperation =
  /** Where the drop-in belongs is looked up then: another plugin may have given the link its file just before */
  | { do: "add routes"; link: string; content: string }
  | { do: "write"; path: string; content: string }
  | { do: "remove"; paths: string[] }
  /** Tell networkd that files changed */
  | { do: "reload" }
  /** Have resolved start anew with its files */
  | { do: "resolve" }
  /** Wait until the kernel has these, and none of the surplus: networkd leaves rules there that its files no longer name */
  | { do: "settle"; link: string; routes: Route[]; rules: RoutingRule[]; surplus?: KernelRule[] };
