import type { JsonObject } from "../provisioner/host/json.ts";
import { objectAt } from "./document.ts";
import { shellWord } from "./facts/question-kinds.ts";
import type { Finding, Question } from "./questions.ts";

/** What must be the same before an apply and after it was undone: every answer counts, none is right or wrong */
export function pictureQuestions(document: JsonObject): Question[] {
  const units = Object.keys(objectAt(objectAt(objectAt(document, "plugins"), "systemd"), "custom_units"));
  return [
    part("everything below /etc", belowEtc),
    part("accounts and groups", "getent passwd; getent group"),
    part("homes", "find /home -maxdepth 2 -printf '%p %u:%g %m\\n' | sort"),
    part("the packet filter", "nft list ruleset"),
    ...units.map(unit =>
      part(unit, `systemctl show -p LoadState,ActiveState,UnitFileState ${shellWord(unit)}`),
    ),
    part("what documents made", "cat /var/lib/groundstate/owned.json"),
  ];
}

const belowEtc = `find /etc -printf '%p %y %m %u:%g %l\\n' | sort
find /etc -type f -exec sha256sum {} + | sort -k 2`;

function part(what: string, command: string): Question {
  return { what, command, needs: "the same as before", agrees: () => true };
}

/** The same questions, asked twice; each difference is named */
export function samePicture(before: readonly Finding[], after: readonly Finding[]): Finding[] {
  return after.map(({ what, needs, found }, index) => {
    const changes = lineChanges(before[index]?.found ?? "", found);
    return { what, needs, holds: changes.length === 0, found: changes.slice(0, 20).join(", ") || "the same" };
  });
}

function lineChanges(before: string, after: string): string[] {
  const [was, is] = [before.split("\n"), after.split("\n")];
  return [
    ...was.filter(line => !is.includes(line)).map(line => `gone: ${line}`),
    ...is.filter(line => !was.includes(line)).map(line => `new: ${line}`),
  ];
}
