import { isObject } from "../host/json.ts";
import { joinPointer } from "./pointer.ts";
import type { Problem } from "./problem.ts";
import { closest } from "./suggest.ts";

/** A key that has no place in the document; what the user may have meant */
export function unknownKey(
  parent: string,
  key: string,
  schema: unknown,
  sectionNames: readonly string[],
): Problem {
  const pointer = joinPointer(parent, key);
  const known = isObject(schema) && isObject(schema["properties"]) ? Object.keys(schema["properties"]) : [];
  const problem = (found: string, needs: string, fix: string): Problem => ({
    stage: "schema",
    pointer,
    found,
    needs,
    fix,
  });

  if (isPlainPassword(key) && (known.includes("password_hash") || parent.startsWith("/plugins/users")))
    return problem("a plain password", "password_hash", plainPasswordMend);
  const patterns =
    isObject(schema) && isObject(schema["patternProperties"]) ? schema["patternProperties"] : {};
  const [pattern] = Object.keys(patterns);
  if (known.length === 0 && pattern !== undefined)
    return problem(`the name ${JSON.stringify(key)}`, nameWords(schema, pattern), "choose another name");

  const possible = parent === "" ? [...known, ...sectionNames] : known;
  const near = closest(key, possible);
  const what = parent === "/plugins" ? "unknown section" : "unknown key";
  return problem(
    `the ${what} ${JSON.stringify(key)}`,
    possible.length === 0 ? "no key here" : `one of ${possible.join(", ")}`,
    near === undefined ? "remove it" : `did you mean ${JSON.stringify(near)}? rename it, or remove it`,
  );
}

const plainPasswordMend =
  "run `groundstate hash-password`, write what it prints as password_hash, and remove the plain password";

function isPlainPassword(key: string): boolean {
  return /^(plain[-_]?)?pass(word|wd|phrase|wort)?([-_]?plain)?$/i.test(key);
}

function nameWords(schema: unknown, pattern: string): string {
  const names = isObject(schema) ? schema["names"] : undefined;
  return typeof names === "string" ? names : `a name that fits ${pattern}`;
}
