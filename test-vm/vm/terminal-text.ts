/** Text as a reader sees it: colours, cursor movements, titles and carriage returns taken out */
export function withoutTerminalCodes(text: string): string {
  return text.replace(controlSequences, "").replace(/\r/g, "");
}

// CSI (ESC [ … letter), OSC and DCS strings up to their terminator, two-character escapes, the other control characters but tab and newline
const esc = String.fromCharCode(27);
const bell = String.fromCharCode(7);
const controlSequences = new RegExp(
  [
    `${esc}\\[[0-?]*[ -/]*[@-~]`,
    `${esc}[\\]P][^${bell}${esc}]*(?:${bell}|${esc}\\\\)`,
    `${esc}[ -/]*[0-~]`,
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]",
  ].join("|"),
  "g",
);
