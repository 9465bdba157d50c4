import type { JsonObject } from "../../provisioner/host/json.ts";
import { isJsonObject, objectAt } from "../document.ts";
import type { Question } from "../questions.ts";
import { answers, shellWord } from "./question-kinds.ts";

/** Packages that the document names, read with dpkg-query */
export function packageFacts(document: JsonObject): Question[] {
  const section = objectAt(objectAt(document, "plugins"), "packagekit");
  return [...namesIn(section["packages"]), ...namesIn(section["additional_packages"])].map(name =>
    answers(`package ${name}`, `dpkg-query -W -f='\${db:Status-Status}' ${shellWord(name)}`, "installed"),
  );
}

// A list of names, a list of objects with a name, or a map by name
function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(entry => {
      if (typeof entry === "string") return [entry];
      const name = isJsonObject(entry) && wanted(entry) ? entry["name"] : undefined;
      return typeof name === "string" ? [name] : [];
    });
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, entry]) =>
    isJsonObject(entry) && !wanted(entry) ? [] : [name],
  );
}

function wanted(entry: JsonObject): boolean {
  return entry["state"] !== "absent" && entry["ensure"] !== "absent";
}
