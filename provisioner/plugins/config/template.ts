import { Liquid } from "liquidjs";

/** A rendered template, or what is wrong with it and where, which may quote a word of it */
export type Rendered = { text: string } | { trouble: string; place: string };

/** Whether a `template` is the text itself; else it is the path of a file */
export function isTemplateText(template: string): boolean {
  return /\n|\{\{|\{%/.test(template);
}

/** Where a template lies that the document names by its path */
export function templatePath(template: string): string {
  return template.startsWith("/") ? template : `/etc/groundstate/${template}`;
}

/** Pure: the same template and variables give the same text. Liquid is interpreted; no template becomes code */
export function render(template: string, variables: Record<string, unknown>): Rendered {
  try {
    return { text: String(engine().parseAndRenderSync(template, variables)) };
  } catch (error) {
    const message = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    const [, what = message, line = "1", column = "1"] = /^(.*), line:(\d+), col:(\d+)$/.exec(message) ?? [];
    return { trouble: what, place: `line ${line}, column ${column}` };
  }
}

let liquid: Liquid | undefined;

function engine(): Liquid {
  if (liquid) return liquid;
  liquid = new Liquid({
    strictVariables: true, // a name that nobody gave a value is a mistake, not an empty text
    strictFilters: true,
    lenientIf: true, // except where the template itself asks whether there is one
    ownPropertyOnly: true,
    renderLimit: 5000,
    memoryLimit: 50_000_000,
  });
  for (const filter of changing) delete liquid.filters[filter];
  for (const tag of ofOtherFiles) delete liquid.tags[tag];
  return liquid;
}

/** Filters whose answer is another every time, or on another machine */
const changing = [
  "sample",
  ...["date", "date_to_xmlschema", "date_to_rfc822", "date_to_string", "date_to_long_string"],
];
const ofOtherFiles = ["include", "render", "layout", "block"];
