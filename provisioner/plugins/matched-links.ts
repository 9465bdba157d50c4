import { isObject } from "../host/json.ts";
import type { StateDocument } from "../state/document.ts";
import type { Problem } from "../state/problem.ts";

/**
 * An entry of plugins.network with `match` is a name of the document: its link keeps the name that the kernel gave it, and
 * that is what routes and rules need. A warning where the two may be the same, because MAC address or path choose the link
 */
export function matchedNameProblems(
  name: string | undefined,
  pointer: string,
  { plugins }: StateDocument,
): Problem[] {
  const network = plugins["network"];
  const interfaces = isObject(network) ? network["interfaces"] : undefined;
  const entry = isObject(interfaces) && name !== undefined ? interfaces[name] : undefined;
  const match = isObject(entry) ? entry["match"] : undefined;
  if (name === undefined || !isObject(match) || match["name"] === name) return [];
  const said = typeof match["name"] === "string" ? match["name"] : undefined;
  const beginning = said?.split(/[*?[]/)[0] ?? "";
  return [
    {
      stage: "plan",
      pointer,
      found: `${name}, which in plugins.network is a name for what its match fits`,
      needs: "the name that the kernel gives the link",
      fix: said !== undefined && said === beginning ? `write ${said}` : "write the name that `ip link` shows",
      ...(name.startsWith(beginning) ? { severity: "warning" as const } : {}),
    },
  ];
}
