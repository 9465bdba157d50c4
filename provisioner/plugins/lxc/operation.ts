import type { Container } from "./schema.ts";

/** What applying can do */
export type LxcOperation =
  /** Makes the root file system: a snapshot of the base image, made a machine of its own */
  | { do: "create"; name: string; container: Container }
  | { do: "configure"; name: string; container: Container }
  /** Gives it memory and processors by its configuration while it runs */
  | { do: "adjust"; name: string }
  /** Lets btrfs count what subvolumes hold */
  | { do: "count" }
  | { do: "limit"; name: string; bytes: number }
  | { do: "enable-autostart" }
  /** Starts it, and waits until it has its static address, if it is to have one */
  | { do: "start"; name: string; address?: string }
  /** The same with one that runs, whose network has changed */
  | { do: "restart"; name: string; address: string }
  | { do: "stop"; name: string }
  /** With all its data */
  | { do: "delete"; name: string };
