import type { Wanted } from "./operation.ts";

/** Something that installs and removes; both simulate first, and refuse what would remove packages nobody named */
export interface PackageBackend {
  /** `unwanted`: names of packages that may go for it */
  install(packages: readonly Wanted[], unwanted: readonly string[]): Promise<void>;
  remove(names: readonly string[]): Promise<void>;
}
