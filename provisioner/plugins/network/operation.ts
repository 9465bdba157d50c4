import type { NetworkSection } from "./schema.ts";

/** What applying can do */
export type NetworkOperation =
  | { do: "write"; path: string; content: string }
  | { do: "remove"; path: string }
  /** Start at boot, and now where something runs */
  | { do: "enable"; unit: string }
  /** Tell networkd that files changed */
  | { do: "reload" }
  /** The same after a link was taken away, for it to be made and to get its ports back */
  | { do: "remake"; link: string; section: NetworkSection }
  /** Take a virtual link away: one that no file describes any more, or one that is to be made anew */
  | { do: "drop"; link: string }
  /** Put a VLAN on the link that carries it, unless it is there */
  | { do: "carry"; vlan: string; section: NetworkSection }
  /** Change settings of a virtual link in use, in ip's words */
  | { do: "tune"; link: string; kind: string; words: string[] }
  /** Wait until the running machine has what the section says of this interface */
  | { do: "settle"; link: string; section: NetworkSection };
