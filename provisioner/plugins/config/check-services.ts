import { unitName } from "../../host/units/unit-name.ts";
import type { StateDocument } from "../../state/document.ts";
import { isMap, joinPointer } from "../../state/pointer.ts";
import type { Problem } from "../../state/problem.ts";
import type { ConfigSection } from "./schema.ts";

/** A service that plugins.systemd wants otherwise */
export function checkServices({ services }: ConfigSection, { plugins }: StateDocument): Problem[] {
  const systemd = isMap(plugins["systemd"]) ? plugins["systemd"]["services"] : undefined;
  const others = isMap(systemd) ? Object.entries(systemd) : [];
  return Object.entries(services ?? {}).flatMap(([name, service]) => {
    const [other, wanted] = others.find(([key]) => unitName(key) === unitName(name)) ?? [];
    if (other === undefined || !isMap(wanted)) return [];
    const [one, two] = [halves(service), halves(wanted)];
    const contradicted = (["enabled", "running"] as const).filter(
      key => one[key] !== undefined && two[key] !== undefined && one[key] !== two[key],
    );
    return contradicted.map(key => contradiction(name, key === "running" ? "state" : key, other));
  });
}

interface Said {
  state?: unknown;
  enabled?: unknown;
  running?: unknown;
}

/** What is said of a service at boot and now, in the words of either section */
function halves({ state, enabled, running }: Said): Pick<Said, "enabled" | "running"> {
  const word = String(state);
  return {
    enabled: enabled ?? { enabled: true, disabled: false, masked: false }[word],
    running: running ?? (state === undefined ? undefined : ["enabled", "started", "running"].includes(word)),
  };
}

function contradiction(name: string, key: string, other: string): Problem {
  return {
    stage: "plan",
    pointer: joinPointer("/services", name, key),
    found: `the opposite of plugins.systemd.services.${other}`,
    needs: "one meaning",
    fix: "say it in one of the two places",
  };
}
