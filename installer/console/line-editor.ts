/** What typing did to the line: the line as it is now, what the screen must show for it, and a finished word */
export interface Typed {
  line: string;
  echo: string;
  word?: string;
}

/** Adds typed characters to a line: Enter ends it, Backspace takes one back, Ctrl-U all; others than printable ones are nothing */
export function typeInto(line: string, characters: string): Typed {
  let text = line;
  let echo = "";
  for (const character of withoutEscapes(characters)) {
    if (character === "\r" || character === "\n") return { line: "", echo: `${echo}\r\n`, word: text };
    if (character === "\x7f" || character === "\b") {
      if (text === "") continue;
      text = text.slice(0, -1);
      echo += "\b \b";
    } else if (character === "\x15" || character === "\x03") {
      echo += "\b \b".repeat(text.length);
      text = "";
    } else if (character >= " " && text.length < 60) {
      text += character;
      echo += character;
    }
  }
  return { line: text, echo };
}

/** Arrow and function keys arrive as ESC [ … letter or ESC O letter */
function withoutEscapes(characters: string): string {
  return characters
    .split("\x1b")
    .map((part, index) => (index === 0 ? part : part.replace(/^(\[[0-9;]*[A-Za-z~]|O.)/, "")))
    .join("");
}
