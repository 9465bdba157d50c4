import { isObject, type Json } from "../../host/json.ts";
import type { StateDocument } from "../../state/document.ts";
import { identitySchema } from "./schema.ts";

/** What a document says about the identity of the machine; undefined when nothing */
export function identitySection({ bootstrap = {}, plugins }: StateDocument): Json | undefined {
  const hostname = nameInNetcfg(plugins["netcfg"]);
  const keys = { ...(hostname === undefined ? {} : { hostname }), ...bootstrap };
  const said = Object.entries(keys).filter(([key]) => key in identitySchema.properties);
  return said.length === 0 ? undefined : Object.fromEntries(said);
}

/** The other place where a document may name the machine; `check` sees to it that both agree */
function nameInNetcfg(netcfg: Json | undefined): string | undefined {
  const dns = isObject(netcfg) ? netcfg["dns"] : undefined;
  const hostname = isObject(dns) ? dns["hostname"] : undefined;
  return typeof hostname === "string" ? hostname : undefined;
}
