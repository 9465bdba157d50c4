import type { Problem } from "./problem.ts";

/** A problem on one line: `file:line:col pointer: found X, needs Y, do: Z` */
export function formatProblem(problem: Problem): string {
  const { position, pointer, found, needs, fix, severity } = problem;
  const place = position ? `${position.file}:${position.line}:${position.column}` : "";
  const where = [place, pointer].filter(Boolean).join(" ");
  const said = [`found ${found}`, needs && `needs ${needs}`, fix && `do: ${fix}`].filter(Boolean).join(", ");
  return printable(`${where}${where ? ": " : ""}${severity === "warning" ? "warning: " : ""}${said}`);
}

/** All problems of a file, below a line that counts them */
export function formatProblems(file: string, problems: readonly Problem[]): string {
  const errors = problems.filter(problem => problem.severity !== "warning").length;
  const counts = [count(errors, "problem"), count(problems.length - errors, "warning")].filter(Boolean);
  const header = counts.length === 0 ? `no problems in ${file}` : `${counts.join(", ")} in ${file}`;
  return [printable(header), ...problems.map(formatProblem)].join("\n");
}

function count(number: number, noun: string): string {
  if (number === 0) return "";
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** A name in a document must not move the cursor of a console, nor turn its line around */
function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    character => `\\u{${character.codePointAt(0)?.toString(16) ?? ""}}`,
  );
}
