import type { Report } from "../../contract/plugin.ts";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { resolveUnit } from "../../host/units/unit-files.ts";
import { isTemplate } from "../../host/units/unit-name.ts";

/** Lets systemd read a unit file or drop-in in a folder of its own before it is put in place */
export async function verifyFile(
  host: Host,
  { unit, path, content }: { unit: string; path: string; content: string },
  report: Report,
): Promise<void> {
  const isDropIn = !path.endsWith(`/${unit}`);
  if (isDropIn && !(await resolveUnit(host.files, unit))) {
    report(`${path} waits unchecked: this machine has no ${unit} yet`);
    return;
  }
  const trial = `${trialFolder}/${isDropIn ? `${unit}.d/` : ""}${path.slice(path.lastIndexOf("/") + 1)}`;
  await host.files.write(trial, content);
  try {
    const { exit, stdout, stderr } = await host.run(
      "systemd-analyze",
      ["verify", "--man=no", "--recursive-errors=no", unit],
      { environment: { SYSTEMD_UNIT_PATH: `${host.files.path(trialFolder)}:` }, allowedExits: [0, 1] },
    );
    if (exit !== 0) judge({ unit, path, trial }, linesOf(`${stdout}${stderr}`), report);
  } finally {
    await host.files.removeTree(trialFolder);
  }
}

const trialFolder = "/run/groundstate/unit-trial";

/** A program that is not there yet may come later; what else is said of this unit is a mistake in the text */
function judge(
  { unit, path, trial }: { unit: string; path: string; trial: string },
  lines: readonly string[],
  report: Report,
): void {
  // of a template systemd-analyze reads an instance of its own choice
  const named = (line: string): string => (isTemplate(unit) ? line.replace(/@[^.\s]*\./, "@.") : line);
  const own = lines.filter(line =>
    [trial, `${unit}:`, `Unit ${unit}`].some(start => named(line).startsWith(start)),
  );
  const mistakes = own.filter(line => !line.includes("is not executable"));
  if (mistakes.length === 0) {
    for (const line of lines) report(`${path}, put in place all the same: ${line}`);
    return;
  }
  throw new Failure({
    kind: "input",
    tried: `cannot put ${path} in place`,
    found: mistakes.map(line => line.replace(trial, path)).join(" | "),
    needs: "a text that systemd reads without complaint",
    fix: "mend it under plugins.systemd",
  });
}

function linesOf(output: string): string[] {
  return output
    .split("\n")
    .map(line => line.trim())
    .filter(Boolean);
}
