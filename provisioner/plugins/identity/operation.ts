/** Everything that the plugin can do to a machine */
export type IdentityOperation =
  | { do: "write"; path: string; content: string }
  | { do: "link"; path: string; target: string }
  | { do: "remove"; path: string }
  | { do: "name the kernel"; hostname: string }
  | { do: "generate locale"; locale: string }
  | { do: "load keymap" };
