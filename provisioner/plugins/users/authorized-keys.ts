const header = "# Written by groundstate from plugins.users; other keys do not stay";

/** The whole key file of an account that has exactly these keys */
export function exactKeys(keys: readonly string[]): string {
  return `${[header, ...keys.map(key => key.trim())].join("\n")}\n`;
}

/** What is there, followed by the keys that it lacks */
export function additionalKeys(content: string, keys: readonly string[]): string {
  const there = new Set(content.split("\n").map(line => line.trim()));
  const missing = [...new Set(keys.map(key => key.trim()))].filter(key => !there.has(key));
  if (missing.length === 0) return content;
  const ended = content === "" || content.endsWith("\n") ? content : `${content}\n`;
  return `${ended}${missing.join("\n")}\n`;
}

/** Whether sshd could read the key: the base64 part must begin with the key's own type */
export function isWholeKey(line: string): boolean {
  const [, type = "", blob = ""] = /(?:^|\s)((?:ssh-|ecdsa-|sk-)\S+)\s+(\S+)/.exec(line) ?? [];
  const bytes = Buffer.from(blob, "base64");
  if (bytes.length < 4) return false;
  const length = bytes.readUInt32BE(0);
  return bytes.length > 4 + length && bytes.subarray(4, 4 + length).toString("latin1") === type;
}
