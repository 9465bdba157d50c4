/** Keyboard layout of the consoles, keyboard(5); systemd reads the same file as /etc/vconsole.conf */
export const keyboardPath = "/etc/default/keyboard";

/** What console-setup keeps ready for the layout it saw last */
export const consoleSetupFolder = "/etc/console-setup";

const initial = 'XKBMODEL="pc105"\nXKBLAYOUT=""\nXKBVARIANT=""\nXKBOPTIONS=""\n\nBACKSPACE="guess"\n';

/** The layout that a text in the format of keyboard(5) sets */
export function layoutIn(text: string): string | undefined {
  return /^[ \t]*XKBLAYOUT=["']?([^"'\s#]*)/m.exec(text)?.[1];
}

/** The text with another layout; a variant belonged to the old one, and stays when the layout does */
export function withLayout(text: string | undefined, keymap: string): string {
  if (text === undefined) return withLayout(initial, keymap);
  const layout = layoutIn(text);
  if (layout === keymap) return text;
  const line = `XKBLAYOUT="${keymap}"`;
  if (layout === undefined) return `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${line}\n`;
  return text.replace(/^[ \t]*XKBLAYOUT=.*$/m, line).replace(/^[ \t]*XKBVARIANT=.*$/m, 'XKBVARIANT=""');
}

/** Whether a file of that folder holds a keyboard layout */
export function isKeyboardCache(name: string): boolean {
  return name === "cached_setup_keyboard.sh" || /^cached_.*\.kmap\.gz$/.test(name);
}
