import type { Json } from "../../host/json.ts";
import { mapsForLists } from "../named-list.ts";

/** Accounts, groups and sudo rules may be written as lists of maps with a name */
export function normaliseUsers(section: Json): Json {
  return mapsForLists(section, ["accounts", "groups", "sudo_rules"]);
}
