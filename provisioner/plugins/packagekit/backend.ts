import type { Wanted } from "./operation.ts";

/** Something that installs and removes; both simulate first, and refuse what would remove packages nobody named */
export interface PackageBackend {
  install(packages: readonly Wanted[]): Promise<void>;
  remove(names: readonly string[]): Promise<void>;
}
