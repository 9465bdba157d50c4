/** Bytes of a size such as "512M", "8G", "1.5TiB", "100GB", "4096"; undefined when it is none */
export function parseSize(text: string): number | undefined {
  const [, number, unit = ""] = /^([0-9]+(?:\.[0-9]+)?) ?([KMGTP](?:i?B)?|B)?$/.exec(text.trim()) ?? [];
  if (number === undefined) return undefined;
  const bytes = Math.round(Number(number) * unitBytes(unit));
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** A comparison with a size, as `bootstrap.device.size` has it */
export interface SizeComparison {
  operator: ">=" | "<=" | ">" | "<" | "=";
  bytes: number;
}

/** Reads ">=100G"; undefined when it is not an operator and a size */
export function parseSizeComparison(text: string): SizeComparison | undefined {
  const [, operator, size = ""] = /^(>=|<=|>|<|=)(.+)$/.exec(text.trim()) ?? [];
  const bytes = parseSize(size);
  if (bytes === undefined) return undefined;
  switch (operator) {
    case ">=":
    case "<=":
    case ">":
    case "<":
    case "=":
      return { operator, bytes };
    default:
      return undefined;
  }
}

/** Whether so many bytes fit a comparison such as ">=100G"; false when the text is no comparison */
export function sizeMatches(text: string, bytes: number): boolean {
  const comparison = parseSizeComparison(text);
  if (!comparison) return false;
  switch (comparison.operator) {
    case ">=":
      return bytes >= comparison.bytes;
    case "<=":
      return bytes <= comparison.bytes;
    case ">":
      return bytes > comparison.bytes;
    case "<":
      return bytes < comparison.bytes;
    case "=":
      return bytes === comparison.bytes;
  }
}

/** A size for people, in binary units as in the document: 17179869184 is "16G" */
export function formatSize(bytes: number): string {
  const power = Math.min(Math.max(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), 0), letters.length);
  const amount = bytes / 1024 ** power;
  const digits = Number.isInteger(amount) || amount >= 100 ? 0 : 1;
  return `${amount.toFixed(digits)}${letters[power - 1] ?? ""}`;
}

const letters = "KMGTP";

/** "G" and "GiB" count in 1024, "GB" in 1000, as lsblk and dd have it */
function unitBytes(unit: string): number {
  const power = letters.indexOf(unit.charAt(0)) + 1;
  if (unit === "" || power === 0) return 1;
  return (unit.endsWith("B") && !unit.endsWith("iB") ? 1000 : 1024) ** power;
}
