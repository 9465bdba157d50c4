import { createHash } from "node:crypto";
import type { Host } from "../../host/host.ts";
import { type Facts, variablesOf } from "./facts.ts";
import { readHeld } from "./held-path.ts";
import type { ConfigFile, ConfigSection } from "./schema.ts";
import { isTemplateText, render, templatePath } from "./template.ts";

/** Where the bytes of a file come from; plain data, so that apply gets them the way that query did */
export type Origin =
  | { content: string }
  | { template: string; variables: Record<string, unknown> }
  | { templateFile: string; variables: Record<string, unknown> }
  | { source: string };

/** The bytes; or why there are none, and whether a package could bring what is missing */
export type Text = { bytes: Buffer } | { trouble: string; place?: string; mayCome?: boolean };

/** What a file of the document is made from; undefined when its content is left alone */
export function originOf(
  { content, template, source, variables }: ConfigFile,
  section: ConfigSection,
  facts: Facts,
): Origin | undefined {
  if (content !== undefined) return { content };
  if (template !== undefined) {
    const text = templateText(template, section);
    const values = variablesOf(facts, section.variables, variables);
    if (text === undefined) return { templateFile: templatePath(template), variables: values };
    return { template: text, variables: values };
  }
  if (source === undefined) return undefined;
  const written = section.files?.[source]?.content;
  return written === undefined ? { source } : { content: written };
}

/** The text of a template that stands in the document: in the file itself, or in the one that the document writes for it */
export function templateText(template: string, { files }: ConfigSection): string | undefined {
  return isTemplateText(template) ? template : files?.[templatePath(template)]?.content;
}

/** Fetches or makes the bytes */
export async function readText(host: Host, origin: Origin): Promise<Text> {
  if ("content" in origin) return { bytes: Buffer.from(origin.content) };
  if ("source" in origin) {
    const bytes = await readHeld(host, origin.source);
    return bytes ? { bytes } : { trouble: `there is no file ${origin.source}`, mayCome: true };
  }
  if ("template" in origin) return rendered(origin.template, origin.variables);
  const { templateFile, variables } = origin;
  const text = await readHeld(host, templateFile);
  if (text) return rendered(text.toString("utf8"), variables);
  return { trouble: `there is no template ${templateFile}; put it there, or its text into the document` };
}

/** Hexadecimal SHA-256 */
export function sha256(bytes: Buffer | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The digits of a whole checksum; undefined for one that was only hinted at */
export function digitsOf(checksum: string): string | undefined {
  return /^sha256:([0-9a-f]{64})$/i.exec(checksum)?.[1]?.toLowerCase();
}

function rendered(template: string, variables: Record<string, unknown>): Text {
  const result = render(template, variables);
  return "text" in result ? { bytes: Buffer.from(result.text) } : result;
}
