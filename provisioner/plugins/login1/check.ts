import { isObject } from "../../host/json.ts";
import type { StateDocument } from "../../state/document.ts";
import { joinPointer } from "../../state/pointer.ts";
import type { Problem } from "../../state/problem.ts";
import type { Login1Section } from "./schema.ts";

/** Who lingers needs an account */
export function checkLogin1({ users }: Login1Section, document: StateDocument): Problem[] {
  return Object.entries(users ?? {}).flatMap(([name, { linger }]) => {
    if (linger !== true || name === "root") return [];
    const account = accountOf(document, name);
    const pointer = joinPointer("/users", name, "linger");
    if (isObject(account) && account["state"] === "absent") return [goes(pointer, name)];
    return account === undefined ? [unknown(pointer, name)] : [];
  });
}

function accountOf({ plugins }: StateDocument, name: string): unknown {
  const users = plugins["users"];
  const accounts = isObject(users) ? users["accounts"] : undefined;
  return isObject(accounts) && Object.hasOwn(accounts, name) ? accounts[name] : undefined;
}

function goes(pointer: string, name: string): Problem {
  return {
    stage: "plan",
    pointer,
    found: `lingering for ${name}, whose account is to be absent`,
    needs: "an account that stays",
    fix: `take ${name} out here, or keep the account`,
  };
}

function unknown(pointer: string, name: string): Problem {
  return {
    stage: "plan",
    severity: "warning",
    pointer,
    found: `lingering for ${name}, which users.accounts does not have`,
    needs: "an account that is there already, or that a package makes",
    fix: `put ${name} into users.accounts unless it is`,
  };
}
