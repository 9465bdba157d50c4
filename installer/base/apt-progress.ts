import type { StepVoice } from "../engine.ts";

/** debootstrap tells each package three times: retrieving, unpacking, configuring */
export function debootstrapProgress(voice: StepVoice): (line: string) => void {
  const seen = { Retrieving: 0, Unpacking: 0, Configuring: 0 };
  return line => {
    voice.line(line);
    const [, word] = /^I: (Retrieving|Unpacking|Configuring) /.exec(line) ?? [];
    if (word !== "Retrieving" && word !== "Unpacking" && word !== "Configuring") return;
    seen[word]++;
    // How many there are is only known when all of them are here.
    if (seen.Unpacking > 0)
      voice.progress(seen.Retrieving + seen.Unpacking + seen.Configuring, 3 * seen.Retrieving);
  };
}

/** apt says first how many packages there are, then tells each three times: fetched, unpacked, set up */
export function aptProgress(voice: StepVoice): (line: string) => void {
  let total = 0;
  let done = 0;
  return line => {
    voice.line(line);
    const [, upgraded, added] = /^(?:Upgrading: )?(\d+) upgraded, (\d+) newly installed/.exec(line) ?? [];
    if (added !== undefined) total = 3 * (Number(upgraded) + Number(added));
    if (total > 0 && /^(Get:\d+|Unpacking|Setting up) /.test(line)) voice.progress(++done, total);
  };
}
