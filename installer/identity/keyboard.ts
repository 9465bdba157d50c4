import type { Files } from "../../provisioner/host/files.ts";

const path = "/etc/default/keyboard";

/** What console-setup keeps ready for the layout it saw last */
const cacheDirectory = "/etc/console-setup";

/** Sets the keyboard layout (keyboard(5)); systemd reads the same file as /etc/vconsole.conf */
export async function setKeyboard(files: Files, root: string, keymap: string): Promise<void> {
  const before = await files.read(root + path);
  const after = withLayout(before ?? initial, keymap);
  if (after === before) return;
  await files.write(root + path, after);
  for (const name of await files.list(root + cacheDirectory)) {
    if (name.startsWith("cached")) await files.remove(`${root}${cacheDirectory}/${name}`);
  }
}

/** The text with another layout; a variant belonged to the old one */
export function withLayout(text: string, keymap: string): string {
  if (text.includes(`XKBLAYOUT="${keymap}"\n`)) return text;
  return text
    .replace(/^XKBLAYOUT=.*$/m, `XKBLAYOUT="${keymap}"`)
    .replace(/^XKBVARIANT=.*$/m, 'XKBVARIANT=""');
}

const initial = 'XKBMODEL="pc105"\nXKBLAYOUT=""\nXKBVARIANT=""\nXKBOPTIONS=""\n\nBACKSPACE="guess"\n';
