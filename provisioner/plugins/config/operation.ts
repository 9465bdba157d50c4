import type { Readers } from "./made.ts";
import type { Origin } from "./text.ts";

/** Everything that the plugin can do to a machine */
export type ConfigOperation =
  | WriteFile
  | ({ do: "set attributes"; path: string } & Attributes)
  | { do: "remove file"; path: string; former?: boolean }
  | { do: "reload" | "restart"; unit: string };

/** Mode and owner by the names of the document, as far as it says them: an account may be made on the way */
export interface Attributes {
  mode?: number;
  owner?: string;
  group?: string;
}

/** A file put in place; nothing but bytes with this checksum, which plan does not know of a sensitive file unless the document says it */
export interface WriteFile extends Attributes {
  do: "write file";
  path: string;
  from: Origin;
  sha256?: string;
  sensitive?: boolean;
  validate?: string;
  readers: Readers;
}
