import type { ErrorObject } from "ajv";
import { isObject } from "../host/json.ts";
import { allowedValues, branchesOf } from "./expected.ts";

/**
 * Replaces what ajv says of every branch of a union by what a person needs: the errors of the branch that was
 * meant, or the one error that no branch fits
 */
export function withoutBranches(errors: readonly ErrorObject[]): ErrorObject[] {
  const unions = errors.filter(error => error.keyword === "anyOf" || error.keyword === "oneOf");
  const outermost = unions.filter(union => !unions.some(other => other !== union && isBelow(union, other)));
  const apart = errors.filter(
    error => !unions.includes(error) && !outermost.some(union => isBelow(error, union)),
  );
  const explained = outermost.flatMap(union => {
    const inside = errors.filter(error => error !== union && isBelow(error, union));
    return meantBranch(union, inside);
  });
  return [...apart, ...explained];
}

function meantBranch(union: ErrorObject, inside: readonly ErrorObject[]): ErrorObject[] {
  const isContainer = typeof union.data === "object" && union.data !== null;
  if (!isContainer || allowedValues(union.parentSchema)) return [union];
  const branches = (branchesOf(union.parentSchema ?? {}) ?? []).map((_, index) =>
    inside.filter(error => error.schemaPath.startsWith(`${union.schemaPath}/${index}/`)),
  );
  const sameType = branches.filter(branch => !branch.some(error => isOwnType(error, union)));
  const meant = sameType.filter(branch => !branch.some(error => isKindOf(error, union)));
  if (sameType.length > 1 && meant.length === 0) return wrongKind(sameType, union) ?? [union];
  const candidates = (meant.length > 0 ? meant : sameType).map(withoutBranches);
  return candidates.sort((a, b) => a.length - b.length)[0] ?? [union];
}

/** Every branch wants another value of the same key (`type: bridge`, `type: bond`): one error about that key */
function wrongKind(branches: readonly ErrorObject[][], union: ErrorObject): ErrorObject[] | undefined {
  const kinds = branches.map(branch => branch.find(error => isKindOf(error, union)));
  const [first] = kinds;
  if (!first || !kinds.every(kind => kind && keyOfKind(kind, union) === keyOfKind(first, union)))
    return undefined;
  const values = kinds.flatMap(kind => allowedValues(kind && kindSchema(kind)) ?? []);
  const schema = { enum: [...new Set(values)] };
  if (first.keyword !== "required") return [{ ...first, keyword: "enum", parentSchema: schema }];
  return [{ ...first, parentSchema: { properties: { [keyOfKind(first, union)]: schema } } }];
}

/** The value itself is of another type than the branch wants */
function isOwnType(error: ErrorObject, union: ErrorObject): boolean {
  return error.instancePath === union.instancePath && (error.keyword === "type" || error.keyword === "const");
}

/** A fixed key of the value, such as `type`, says that it is another branch, or is not there to say so */
function isKindOf(error: ErrorObject, union: ErrorObject): boolean {
  const within = error.schemaPath.slice(union.schemaPath.length).split("/").slice(2).join("/");
  const key = keyOfKind(error, union);
  if (error.keyword === "required")
    return within === "required" && allowedValues(kindSchema(error)) !== undefined;
  return within === `properties/${key}/const` || within === `properties/${key}/enum`;
}

function keyOfKind(error: ErrorObject, union: ErrorObject): string {
  if (error.keyword === "required") return String(error.params["missingProperty"]);
  return error.instancePath.slice(union.instancePath.length + 1);
}

/** The schema of the fixed key */
function kindSchema(error: ErrorObject): unknown {
  if (error.keyword !== "required") return error.parentSchema;
  const properties: unknown = error.parentSchema?.["properties"];
  return isObject(properties) ? properties[String(error.params["missingProperty"])] : undefined;
}

function isBelow(error: ErrorObject, union: ErrorObject): boolean {
  const sameValue =
    error.instancePath === union.instancePath || error.instancePath.startsWith(`${union.instancePath}/`);
  return sameValue && error.schemaPath.startsWith(`${union.schemaPath}/`);
}
