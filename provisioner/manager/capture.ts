import type { Plugin } from "../contract/plugin.ts";
import type { Host } from "../host/host.ts";
import { isObject, type Json, type JsonObject } from "../host/json.ts";
import type { StateDocument } from "../state/document.ts";
import type { Machine } from "./machine.ts";
import { documentPath } from "./paths.ts";
import { parseDocument } from "./read-document.ts";

/** A document of what plugins find on this machine, and of what its kept document says as far as that holds */
export async function captureDocument({ host, plugins }: Machine): Promise<JsonObject> {
  const kept = await keptDocument(host);
  const bootstrap: JsonObject = {};
  const sections: JsonObject = {};
  for (const plugin of plugins) {
    const section = together(await plugin.capture(host), await keptSection(host, plugin, kept));
    if (!isObject(section) || Object.keys(section).length === 0) continue;
    if (plugin.ownSection) sections[plugin.name] = section;
    else Object.assign(bootstrap, section);
  }
  return { version: 1, bootstrap, plugins: sections };
}

async function keptDocument(host: Host): Promise<StateDocument | undefined> {
  const text = await host.files.read(documentPath);
  return text === undefined ? undefined : parseDocument(text, documentPath).document;
}

/** What was applied stands in the machine's own files in a form that only the document has */
async function keptSection(
  host: Host,
  plugin: Plugin,
  kept: StateDocument | undefined,
): Promise<Json | undefined> {
  const section = plugin.ownSection ? kept?.plugins[plugin.name] : kept && plugin.section(kept);
  if (section === undefined) return undefined;
  const actions = await plugin.open(section).plan(host, { stage: host.stage, owned: [] });
  return actions.every(({ kind }) => kind === "noop") ? section : undefined;
}

/** Both, key by key; where both say something, the document's author meant what it says */
function together(found: Json | undefined, kept: Json | undefined): Json | undefined {
  if (!isObject(found) || !isObject(kept)) return kept ?? found;
  const both: JsonObject = { ...found };
  for (const [key, value] of Object.entries(kept)) both[key] = together(found[key], value) ?? value;
  return both;
}
