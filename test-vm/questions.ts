import { type SshTarget, ssh } from "./vm/ssh.ts";

/** One question to the guest's own programs, and what the answer must be */
export interface Question {
  /** What is asked, for the report: "account admin: shell" */
  what: string;
  /** A shell command; it runs as root in the guest */
  command: string;
  /** What the document needs, in words */
  needs: string;
  agrees(answer: Answer): boolean;
}

/** What a command in the guest answered, both of its streams together */
export interface Answer {
  text: string;
  exit: number;
}

/** One line of a report */
export interface Finding {
  what: string;
  holds: boolean;
  needs: string;
  found: string;
}

/** Asks everything in one ssh session: under translation each session costs seconds */
export async function ask(target: SshTarget, questions: readonly Question[]): Promise<Finding[]> {
  if (questions.length === 0) return [];
  const { stdout } = await ssh(target, "sudo sh", { input: questionScript(questions), timeout: 300 });
  const answers = parseAnswers(stdout);
  return questions.map((question, index) => judge(question, answers.get(index)));
}

const mark = "groundstate-answer";

/** A shell script that runs each command apart and marks where its answer ends, with its status */
export function questionScript(questions: readonly Pick<Question, "command">[]): string {
  return questions
    .map(({ command }, index) => `( ${command}\n) 2>&1 </dev/null\nprintf '\\n${mark} ${index} %s\\n' "$?"\n`)
    .join("");
}

/** The answers out of what the script printed, by the question's place */
export function parseAnswers(printed: string): Map<number, Answer> {
  const pattern = new RegExp(`([\\s\\S]*?)\\n${mark} (\\d+) (\\d+)\\n`, "g");
  return new Map(
    [...printed.matchAll(pattern)].map(([, text, index, exit]) => [
      Number(index),
      { text: (text ?? "").trim(), exit: Number(exit) },
    ]),
  );
}

function judge({ what, needs, agrees }: Question, answer: Answer | undefined): Finding {
  if (!answer) return { what, needs, holds: false, found: "no answer" };
  const holds = agrees(answer);
  return { what, needs, holds, found: answer.text === "" ? `nothing (exit ${answer.exit})` : answer.text };
}
