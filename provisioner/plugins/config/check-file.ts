import { joinPointer } from "../../state/pointer.ts";
import type { Problem } from "../../state/problem.ts";
import { someFacts, variablesOf } from "./facts.ts";
import type { ConfigFile, ConfigSection } from "./schema.ts";
import { isTemplateText, render, templatePath } from "./template.ts";
import { digitsOf, sha256, templateText } from "./text.ts";

/** What is wrong with one file, seen by itself */
export function checkFile(path: string, file: ConfigFile, section: ConfigSection): Problem[] {
  const pointer = joinPointer("/files", path);
  if (file.state === "absent") return [];
  return [
    ...severalTexts(pointer, file),
    ...nothingSaid(pointer, file),
    ...checksumProblems(pointer, file),
    ...templateProblems(pointer, file, section),
    ...usedProblems(pointer, file, section),
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

/** A text in the document is rendered as a trial; a file of the machine is not there to be seen */
function templateProblems(
  pointer: string,
  { template, variables, sensitive }: ConfigFile,
  section: ConfigSection,
): Problem[] {
  const at = joinPointer(pointer, "template");
  if (template === undefined) return [];
  const text = templateText(template, section);
  if (text === undefined) {
    if (!template.split("/").includes("..")) return [];
    return [
      problem(at, "a path that leads upwards", "a path without ..", "name the template by its whole path"),
    ];
  }
  const result = render(text, variablesOf(someFacts, section.variables, variables));
  if ("text" in result) return [];
  const found = `${result.place}${sensitive ? "" : `: ${result.trouble}`}`;
  const fix =
    "mend it there; values stand under variables, and facts are hostname, domain, fqdn and codename";
  return [problem(at, found, "a Liquid template that can be rendered", fix)];
}

/** A plan is made before anything is written, so of what the document writes it can use only the text that it knows */
function usedProblems(
  pointer: string,
  { template, source }: ConfigFile,
  { files }: ConfigSection,
): Problem[] {
  const used = {
    ...(template !== undefined && !isTemplateText(template) && { template: templatePath(template) }),
    ...(source !== undefined && { source }),
  };
  return Object.entries(used).flatMap(([key, path]) => {
    const made = files?.[path];
    const isKnown = made?.state !== "absent" && made?.template === undefined && made?.source === undefined;
    if (isKnown) return [];
    const found = `${path}, which the same document ${made.state === "absent" ? "removes" : "makes from another"}`;
    const needs = "a file that it leaves alone, or writes with content";
    return [
      problem(joinPointer(pointer, key), found, needs, `give ${path} its content, or use another file`),
    ];
  });
}

function problem(pointer: string, found: string, needs: string, fix: string): Problem {
  return { stage: "plan", pointer, found, needs, fix };
}
