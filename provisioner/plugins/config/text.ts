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
  if (template !== undefined)
    return { template, variables: variablesOf(facts, section.variables, variables) };
  return source === undefined ? undefined : { source };
}

/** Fetches or makes the bytes */
export async function readText(host: Host, origin: Origin): Promise<Text> {
  if ("content" in origin) return { bytes: Buffer.from(origin.content) };
  if ("source" in origin) {
    const bytes = await readHeld(host, origin.source);
    return bytes ? { bytes } : { trouble: `there is no file ${origin.source}`, mayCome: true };
  }
  const { template, variables } = origin;
  if (isTemplateText(template)) return rendered(template, variables);
  const path = templatePath(template);
  const text = await readHeld(host, path);
  if (!text) return { trouble: `there is no template ${path}; put it there, or its text into the document` };
  return rendered(text.toString("utf8"), variables);
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
