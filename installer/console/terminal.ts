/** A terminal that prints whole lines while somebody types on it */
export interface Terminal {
  print(lines: readonly string[]): void;
  /** Shows that a word may be typed, or no more */
  prompt(shown: boolean): void;
  /** What was typed so far is kept in the prompt line */
  typed(line: string, echo: string): void;
  /** Gives the keyboard away to another program, and takes it back */
  release(): void;
  take(): void;
}

/** The terminal of this process; raw, so that one key is heard without Enter */
export function thisTerminal(onCharacters: (characters: string) => void): Terminal {
  const { stdin, stdout } = process;
  let prompting = false;
  let line = "";
  stdin.setEncoding("utf8");
  stdin.on("data", data => onCharacters(String(data)));
  const shown = (): string => (prompting ? `groundstate> ${line}` : "");
  const raw = (on: boolean): void => {
    if (stdin.isTTY) stdin.setRawMode(on);
  };
  const take = (): void => {
    raw(true);
    stdin.resume();
  };
  take();
  return {
    print: lines => {
      if (lines.length === 0) return;
      const clear = prompting ? "\r\x1b[K" : "";
      stdout.write(`${clear}${lines.map(text => `${text}\r\n`).join("")}${shown()}`);
    },
    prompt: on => {
      if (on === prompting) return;
      stdout.write(prompting ? "\r\x1b[K" : "");
      prompting = on;
      line = "";
      stdout.write(shown());
    },
    typed: (text, echo) => {
      line = text;
      stdout.write(echo);
    },
    release: () => {
      stdin.pause();
      raw(false);
    },
    take,
  };
}
