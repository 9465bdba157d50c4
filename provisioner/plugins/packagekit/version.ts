/**
 * Debian's order of versions (deb-version(7)): below zero when `one` is older than `other`, zero when they are the same.
 * Numbers count as numbers, `~` comes before everything, the end included, letters before other signs
 */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [partsOf(one), partsOf(other)];
  return (
    left.epoch - right.epoch ||
    comparePart(left.upstream, right.upstream) ||
    comparePart(left.revision, right.revision)
  );
}

function partsOf(version: string): { epoch: number; upstream: string; revision: string } {
  const [, epoch = "0", rest = ""] = /^(?:(\d+):)?(.*)$/s.exec(version) ?? [];
  const dash = rest.lastIndexOf("-");
  const upstream = dash < 0 ? rest : rest.slice(0, dash);
  return { epoch: Number(epoch), upstream, revision: dash < 0 ? "" : rest.slice(dash + 1) };
}

/** Words and numbers take turns, beginning with a word that may be empty */
function comparePart(one: string, other: string): number {
  const [left, right] = [piecesOf(one), piecesOf(other)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const [mine, theirs] = [left[index] ?? "", right[index] ?? ""];
    const difference = index % 2 === 0 ? compareWord(mine, theirs) : Number(mine) - Number(theirs);
    if (difference !== 0) return difference;
  }
  return 0;
}

function piecesOf(part: string): string[] {
  return part.split(/(\d+)/);
}

function compareWord(one: string, other: string): number {
  for (let index = 0; index < Math.max(one.length, other.length); index += 1) {
    const difference = rank(one[index]) - rank(other[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function rank(sign: string | undefined): number {
  if (sign === "~") return -1;
  if (sign === undefined) return 0;
  return /[A-Za-z]/.test(sign) ? sign.charCodeAt(0) : sign.charCodeAt(0) + 256;
}
