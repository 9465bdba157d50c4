import { joinPointer } from "../../state/pointer.ts";
import type { Problem } from "../../state/problem.ts";
import { someFacts, variablesOf } from "./facts.ts";
import type { ConfigFile, ConfigSection } from "./schema.ts";
import { isTemplateText, render } from "./template.ts";
import { digitsOf, sha256 } from "./text.ts";

/** What is wrong with one file, seen by itself */
export function checkFile(path: string, file: ConfigFile, section: ConfigSection): Problem[] {
  const pointer = joinPointer("/files", path);
  if (file.state === "absent") return [];
  return [
    ...severalTexts(pointer, file),
    ...nothingSaid(pointer, file),
    ...checksumProblems(pointer, file),
    ...templateProblems(pointer, file, section),
  ];
}

const texts = ["content", "template", "source"] as const;

function severalTexts(pointer: string, file: ConfigFile): Problem[] {
  const said = texts.filter(key => file[key] !== undefined);
  if (said.length < 2) return [];
  return [problem(pointer, said.join(" and "), "one text", `leave all but one of ${said.join(", ")} out`)];
}

function nothingSaid(pointer: string, file: ConfigFile): Problem[] {
  const said = [...texts, "checksum", "mode", "owner", "group"] as const;
  if (said.some(key => file[key] !== undefined)) return [];
  const needs = "what is to stand in it, or whose it is to be";
  return [problem(pointer, "a file of which nothing is said", needs, "give content, template or source")];
}

function checksumProblems(pointer: string, { checksum, content, source, sensitive }: ConfigFile): Problem[] {
  const at = joinPointer(pointer, "checksum");
  if (checksum === undefined) {
    if (source === undefined) return [];
    const fix = `give checksum: sha256:… as \`sha256sum ${source}\` prints it`;
    return [problem(joinPointer(pointer, "source"), "a source without its checksum", "checksum", fix)];
  }
  const digits = digitsOf(checksum);
  if (digits === undefined) {
    const needs = "sha256: and 64 hexadecimal digits; `plan` refuses anything else";
    const found = problem(at, "no whole checksum", needs, "give what sha256sum prints");
    return [{ ...found, severity: "warning" }];
  }
  const actual = content === undefined ? digits : sha256(content);
  if (actual === digits) return [];
  const fix = sensitive
    ? "give what sha256sum prints for it"
    : `say checksum: sha256:${actual}, or mend the content`;
  return [problem(at, "the checksum of another content", "that of the content beside it", fix)];
}

/** A text in the document is rendered as a trial; a file is not there to be seen */
function templateProblems(
  pointer: string,
  { template, variables, sensitive }: ConfigFile,
  section: ConfigSection,
): Problem[] {
  const at = joinPointer(pointer, "template");
  if (template === undefined) return [];
  if (!isTemplateText(template)) {
    if (!template.split("/").includes("..")) return [];
    return [
      problem(at, "a path that leads upwards", "a path without ..", "name the template by its whole path"),
    ];
  }
  const result = render(template, variablesOf(someFacts, section.variables, variables));
  if ("text" in result) return [];
  const found = `${result.place}${sensitive ? "" : `: ${result.trouble}`}`;
  const fix =
    "mend it there; values stand under variables, and facts are hostname, domain, fqdn and codename";
  return [problem(at, found, "a Liquid template that can be rendered", fix)];
}

function problem(pointer: string, found: string, needs: string, fix: string): Problem {
  return { stage: "plan", pointer, found, needs, fix };
}
