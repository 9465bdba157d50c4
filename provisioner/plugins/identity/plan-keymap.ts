import type { Stage } from "../../host/host.ts";
import { keyboardPath, layoutIn, withLayout } from "./keyboard-file.ts";
import type { Planned } from "./planned.ts";
import type { CurrentKeymap } from "./query.ts";

/** The layout in keyboard(5); what console-setup made of the old one goes, and a running machine loads the new one */
export function planKeymap({ text, caches }: CurrentKeymap, keymap: string, stage: Stage): Planned {
  const content = withLayout(text, keymap);
  const holds = content === text;
  return {
    resource: "keymap",
    summary: `set the keyboard layout to ${keymap}`,
    changes: [{ path: "XKBLAYOUT", from: (text && layoutIn(text)) ?? null, to: keymap }],
    operations: holds
      ? []
      : [
          { do: "write", path: keyboardPath, content },
          ...caches.map(path => ({ do: "remove" as const, path })),
          ...(stage === "live" ? [{ do: "load keymap" as const }] : []),
        ],
  };
}
