/** Whether a name holds wildcards of fnmatch, as systemd.network's Name= reads them */
export function isPattern(text: string): boolean {
  return /[*?[]/.test(text);
}

/** Whether a link's name fits a name or pattern */
export function fits(name: string, pattern: string): boolean {
  if (!isPattern(pattern)) return name === pattern;
  const source = pattern.replace(/\[[^\]]*\]|[*?]|[.+^${}()|\\\]/[]/g, token => {
    if (token === "*") return ".*";
    if (token === "?") return ".";
    return token.length > 1 ? token.replace(/^\[!/, "[^") : `\\${token}`;
  });
  return new RegExp(`^${source}$`).test(name);
}
