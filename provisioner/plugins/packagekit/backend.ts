import type { Brought } from "./brought.ts";
import type { Wanted } from "./operation.ts";

/** Told what the simulation came to, right before it is done */
export type AboutTo = (brought: Brought) => Promise<void>;

/** Something that installs and removes; both simulate first, and refuse what would remove packages nobody named */
export interface PackageBackend {
  /** `unwanted`: names of packages that may go for it */
  install(packages: readonly Wanted[], unwanted: readonly string[], aboutTo: AboutTo): Promise<void>;
  remove(names: readonly string[], aboutTo: AboutTo): Promise<void>;
}
