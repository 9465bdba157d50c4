/** Everything that the plugin can do to a machine */
export type IdentityOperation =
  | { do: "write"; path: string; content: string }
  | { do: "remove"; path: string }
  | { do: "name the kernel"; hostname: string }
  | { do: "set time zone"; timezone: string }
  | { do: "generate locale"; locale: string }
  | { do: "set language"; locale: string }
  | { do: "load keymap" };
