/** Breaks a sentence into lines of at most 79 columns; all but the first begin with the indent */
export function wrap(text: string, indent = "  ", width = 79): string[] {
  const [, begin = "", rest = ""] = /^( *)(.*)$/su.exec(printable(text)) ?? [];
  const lines: string[] = [];
  let line = "";
  for (const word of rest.split(" ")) {
    const wider = line === "" ? begin + word : `${line} ${word}`;
    if (wider.length <= width || line === "") {
      line = wider;
      continue;
    }
    lines.push(line);
    line = indent + word;
  }
  lines.push(line);
  return lines.flatMap(long => cut(long, indent, width));
}

/** A word longer than the screen goes on in the next line; the terminal would do it at column 80, serial logs nowhere */
function cut(line: string, indent: string, width: number): string[] {
  if (line.length <= width) return [line];
  return [line.slice(0, width), ...cut(indent + line.slice(width), indent, width)];
}

/** What a program or a document said must not move the cursor */
function printable(text: string): string {
  return text.replaceAll(/\s+$|[\p{Cc}\p{Cf}]/gu, "");
}
