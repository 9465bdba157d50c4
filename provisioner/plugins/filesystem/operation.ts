/** What a mount needs to know */
export interface MountWords {
  path: string;
  source: string;
  type?: string;
  options: string[];
}

/** Which subvolume is meant: by its path, or by its name at the top of the file system on a device */
export type SubvolumePlace = { path: string } | { name: string; device: string };

/** Everything that the plugin can do to a machine */
export type FilesystemOperation =
  | { do: "write"; path: string; content: string }
  | { do: "link"; path: string; target: string }
  | { do: "remove"; path: string }
  /** Lets systemd read the units again */
  | { do: "reload" }
  /** Proves that systemd understands when */
  | { do: "prove schedule"; schedule: string }
  | { do: "mount"; mount: MountWords }
  | { do: "remount"; path: string; options: string[] }
  | { do: "unmount"; path: string }
  | { do: "create subvolume" | "delete subvolume"; place: SubvolumePlace }
  | { do: "start timer" | "restart timer" | "stop timer"; unit: string };
