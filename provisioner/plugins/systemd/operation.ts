/** Everything that the plugin can do to a machine */
export type SystemdOperation =
  | { do: "write file"; unit: string; path: string; content: string }
  | { do: "remove file"; path: string }
  | { do: "reload" }
  | { do: "enable" | "disable" | "mask" | "unmask"; unit: string }
  | { do: "start" | "stop" | "restart"; unit: string };
