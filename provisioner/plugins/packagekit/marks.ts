import type { Files } from "../../host/files.ts";

/** Which packages came as a dependency of others: apt's own file */
const path = "/var/lib/apt/extended_states";

/** The file as it is */
export async function readMarks(files: Files): Promise<string | null> {
  return (await files.read(path)) ?? null;
}

/** Gives the packages of these names the marks that they had; those of others stay as they are now */
export async function restoreMarks(
  files: Files,
  before: string | null,
  names: ReadonlySet<string>,
): Promise<void> {
  const now = await readMarks(files);
  const stanzas = [
    ...stanzasOf(now).filter(stanza => !names.has(nameOf(stanza))),
    ...stanzasOf(before).filter(stanza => names.has(nameOf(stanza))),
  ];
  const same = (one: readonly string[], other: readonly string[]): boolean =>
    JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
  if (same(stanzas, stanzasOf(now))) return;
  if (!same(stanzas, stanzasOf(before)))
    return await files.write(path, stanzas.map(text => `${text}\n\n`).join(""));
  if (before === null) await files.remove(path);
  else await files.write(path, before);
}

function stanzasOf(text: string | null): string[] {
  return (text ?? "").split(/\n{2,}/).flatMap(stanza => stanza.trim() || []);
}

function nameOf(stanza: string): string {
  return /^Package: (\S+)$/m.exec(stanza)?.[1] ?? "";
}
