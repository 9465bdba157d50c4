const header = "# Written by groundstate from plugins.users; other keys do not stay";

/** The whole key file of an account that has exactly these keys */
export function exactKeys(keys: readonly string[]): string {
  return `${[header, ...keys.map(key => key.trim())].join("\n")}\n`;
}

/**
 * What is there, followed by the keys that it lacks, between two marks: those that the document no longer names can go, and
 * nobody else's with them. A file that held exactly the document's keys is from now on also others'
 */
export function additionalKeys(content: string, keys: readonly string[]): string {
  const wanted = [...new Set(keys.map(key => key.trim()))];
  const wasExact = isExact(content);
  const others = linesOf(withoutOurs(content)).filter(
    line => !wasExact || (line !== header && !wanted.includes(line.trim())),
  );
  const missing = wanted.filter(key => !others.some(line => line.trim() === key));
  const ours = missing.length === 0 ? [] : [begin, ...missing, end];
  return [...others, ...ours].map(line => `${line}\n`).join("");
}

/** The file without the keys that stand between our marks, undefined when there are none */
export function withoutOurKeys(content: string): string | undefined {
  const rest = withoutOurs(content);
  return rest === content ? undefined : rest;
}

/** Whether we wrote the whole file, with every key in it */
export function isExact(content: string): boolean {
  return content.startsWith(header);
}

const begin = "# Written by groundstate from plugins.users, to the next mark";
const end = "# End of what groundstate wrote; other lines stay";

/** A mark without its other one marks nothing */
function withoutOurs(content: string): string {
  const lines = linesOf(content);
  const first = lines.indexOf(begin);
  const last = lines.indexOf(end, first);
  if (first < 0 || last < 0) return content;
  return [...lines.slice(0, first), ...lines.slice(last + 1)].map(line => `${line}\n`).join("");
}

function linesOf(content: string): string[] {
  return content === "" ? [] : content.replace(/\n$/, "").split("\n");
}

/** Whether sshd could read the key: the base64 part must begin with the key's own type */
export function isWholeKey(line: string): boolean {
  const [, type = "", blob = ""] = /(?:^|\s)((?:ssh-|ecdsa-|sk-)\S+)\s+(\S+)/.exec(line) ?? [];
  const bytes = Buffer.from(blob, "base64");
  if (bytes.length < 4) return false;
  const length = bytes.readUInt32BE(0);
  return bytes.length > 4 + length && bytes.subarray(4, 4 + length).toString("latin1") === type;
}
