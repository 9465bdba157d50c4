import { resolve } from "node:path";
import type { Files } from "../../provisioner/host/files.ts";
import { type Source, sourceProblem } from "./source.ts";

/** A document named on the command line of `install DEVICE FILE` */
export function fileSource(files: Files, path: string): Source {
  return {
    name: "command line",
    look: async () => {
      const text = await files.read(resolve(path));
      if (text === undefined) return sourceProblem(`no file ${path}`, "a state document", "check the path");
      return { found: { origin: path, name: path, text } };
    },
  };
}
