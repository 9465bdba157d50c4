import type { Files } from "../../provisioner/host/files.ts";
import { documentInFolder } from "./folder-source.ts";
import type { Source } from "./source.ts";

/** A document in the folder /groundstate of the boot medium */
export function mediumSource(files: Files, medium: string): Source {
  return {
    name: "boot medium",
    look: () =>
      documentInFolder(files, {
        path: `${medium}/groundstate`,
        label: "boot medium",
        prefix: "medium:/groundstate/",
      }),
  };
}
