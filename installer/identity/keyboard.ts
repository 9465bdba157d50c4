import type { Files } from "../../provisioner/host/files.ts";
import {
  consoleSetupFolder,
  keyboardPath,
  withLayout,
} from "../../provisioner/plugins/identity/keyboard-file.ts";

/** Sets the keyboard layout, and takes away what console-setup keeps ready for the layout of the base */
export async function setKeyboard(files: Files, root: string, keymap: string): Promise<void> {
  const before = await files.read(root + keyboardPath);
  const after = withLayout(before, keymap);
  if (after === before) return;
  await files.write(root + keyboardPath, after);
  for (const name of await files.list(root + consoleSetupFolder)) {
    if (name.startsWith("cached")) await files.remove(`${root}${consoleSetupFolder}/${name}`);
  }
}
