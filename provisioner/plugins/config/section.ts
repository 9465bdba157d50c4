import type { Json } from "../../host/json.ts";
import type { StateDocument } from "../../state/document.ts";
import { childOf, isMap } from "../../state/pointer.ts";

/** What a document says to this plugin; its templates know the names that the document gives the machine, which it may not have yet */
export function configSection({ bootstrap = {}, plugins }: StateDocument): Json | undefined {
  const section = plugins["config"];
  if (!isMap(section)) return section;
  const hostname = bootstrap.hostname ?? childOf(childOf(plugins["netcfg"], "dns"), "hostname");
  const names = {
    ...(hostname !== undefined && { hostname }),
    ...(bootstrap.domain !== undefined && { domain: bootstrap.domain }),
  };
  if (Object.keys(names).length === 0) return section;
  const own = isMap(section["variables"]) ? section["variables"] : {};
  return { ...section, variables: { ...names, ...own } };
}
