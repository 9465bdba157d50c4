/** Everything that the plugin can do to a machine */
export type Login1Operation =
  | { do: "linger"; name: string; on: boolean }
  | { do: "write policy"; content: string }
  | { do: "remove policy" }
  | { do: "reload" };
