import { type Action, nothingToDo } from "../../contract/action.ts";
import { parseSize } from "../../state/size.ts";
import type { LxcOperation } from "./operation.ts";
import type { LxcFacts } from "./query.ts";
import type { LxcSection } from "./schema.ts";

/** How much each container may write, and that btrfs counts it */
export function planLimits({ containers, quota }: LxcFacts, section: LxcSection): Action<LxcOperation>[] {
  const limited = Object.entries(section.containers)
    .filter(([, { state, config }]) => state !== "absent" && config?.rootfs !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  if (limited.length === 0) return [];
  const cannot = quota.enabled || quota.canCount ? {} : { advisory: cannotCount };
  return [
    quota.enabled || !quota.canCount ? nothingToDo("quota") : countUsage,
    ...limited.map(([name, { config }]): Action<LxcOperation> => {
      const resource = `limit/${name}`;
      const size = config?.rootfs ?? "";
      const bytes = parseSize(size) ?? 0;
      const limit = containers[name]?.limit;
      if (limit === bytes) return nothingToDo(resource);
      return {
        kind: "modify",
        resource,
        summary: `limit what container ${name} may write to ${size}`,
        changes: [{ path: "rootfs", ...(limit === undefined ? {} : { from: limit }), to: bytes }],
        class: "reversible",
        phase: "configure",
        ...cannot,
        files: [],
        operations: "advisory" in cannot ? [] : [{ do: "limit", name, bytes }],
      };
    }),
  ];
}

const countUsage: Action<LxcOperation> = {
  kind: "modify",
  resource: "quota",
  summary:
    "let btrfs count what each subvolume holds (simple quotas; kernels before 6.7 cannot mount it then)",
  changes: [{ path: "quota", from: false, to: true }],
  class: "compensable",
  phase: "configure",
  files: [],
  operations: [{ do: "count" }],
};

const cannotCount =
  'this kernel has no simple quotas (Linux 6.7 has), and full ones slow the file system down; take "rootfs" out, or turn quotas on yourself with: btrfs quota enable /';
