const header = "# Written by groundstate from plugins.users; other keys do not stay";

/** The whole key file of an account that has exactly these keys */
export function exactKeys(keys: readonly string[]): string {
  return `${[header, ...keys.map(key => key.trim())].join("\n")}\n`;
}

/**
 * What is there with the keys that it lacks, between two marks: those that the document no longer names can go, and nobody
 * else's with them. The marks stay where they are, for others add their keys below. A file that held exactly the document's
 * keys is from now on also others'
 */
export function additionalKeys(content: string, keys: readonly string[]): string {
  const wanted = [...new Set(keys.map(key => key.trim()))];
  const wasExact = isExact(content);
  const { above, ours, below } = partsOf(content);
  const there = [...above, ...ours, ...below].map(line => line.trim());
  const holds = wanted.every(key => there.includes(key)) && ours.every(key => wanted.includes(key));
  if (holds && !wasExact) return content;

  const isOthers = (line: string): boolean => !wasExact || (line !== header && !wanted.includes(line.trim()));
  const [before, after] = [above.filter(isOthers), below.filter(isOthers)];
  const missing = wanted.filter(key => ![...before, ...after].some(line => line.trim() === key));
  return textOf([...before, ...(missing.length === 0 ? [] : [begin, ...missing, end]), ...after]);
}

/** The file without the keys that stand between our marks, undefined when there are none */
export function withoutOurKeys(content: string): string | undefined {
  const { above, below, marked } = partsOf(content);
  return marked ? textOf([...above, ...below]) : undefined;
}

/** Whether we wrote the whole file, with every key in it */
export function isExact(content: string): boolean {
  return content.startsWith(header);
}

const begin = "# Written by groundstate from plugins.users, to the next mark";
const end = "# End of what groundstate wrote; other lines stay";

interface KeyLines {
  above: string[];
  ours: string[];
  below: string[];
  marked: boolean;
}

/** Our marks and what is around them; a mark without its other one marks nothing */
function partsOf(content: string): KeyLines {
  const lines = linesOf(content);
  const first = lines.indexOf(begin);
  const last = lines.indexOf(end, first);
  if (first < 0 || last < 0) return { above: lines, ours: [], below: [], marked: false };
  return {
    above: lines.slice(0, first),
    ours: lines.slice(first + 1, last),
    below: lines.slice(last + 1),
    marked: true,
  };
}

function textOf(lines: readonly string[]): string {
  return lines.map(line => `${line}\n`).join("");
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
