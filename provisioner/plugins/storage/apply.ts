import { Failure } from "../../host/failure.ts";

/** Never called: every action of this plugin is either done already or refused */
export async function applyStorage(): Promise<void> {
  throw new Failure({
    kind: "machine",
    tried: "cannot change the storage of a running machine",
    needs: "a new install",
    fix: "boot the installer with the new document",
  });
}
