import { unitName } from "../../host/units/unit-name.ts";
import { joinPointer } from "../../state/pointer.ts";
import type { Problem } from "../../state/problem.ts";
import { stateWants } from "./desired.ts";
import type { SystemdSection } from "./schema.ts";

/** Units that are to be down although the machine does not come up, or nobody gets in, without them */
export function checkReach({ services }: SystemdSection): Problem[] {
  return Object.entries(services ?? {}).flatMap(([name, { state, enabled, running }]) => {
    const unit = unitName(name);
    const pointer = joinPointer("/services", name);
    const wanted = state === undefined ? {} : stateWants[state];
    const isDown = (wanted.running ?? running) === false || enabled === false || wanted.boot === "disabled";
    if (state === "masked" && cannotDoWithout.has(unit))
      return [noMachine(joinPointer(pointer, "state"), unit)];
    const what = wayIn.get(unit);
    return isDown && what !== undefined ? [noWayIn(pointer, unit, what)] : [];
  });
}

/** Without these a machine does not boot, or Groundstate cannot speak to it any more */
const cannotDoWithout = new Set(
  [
    "-.mount basic.target default.target local-fs.target multi-user.target sysinit.target sockets.target",
    "dbus.service dbus.socket systemd-journald.service systemd-journald.socket systemd-udevd.service",
    "systemd-tmpfiles-setup.service systemd-remount-fs.service",
  ].flatMap(line => line.split(" ")),
);

const wayIn = new Map<string, string>([
  ...["ssh", "sshd"].map(name => [`${name}.service`, "nobody logs in over ssh any more"] as const),
  ...["systemd-networkd", "networking", "NetworkManager"].map(
    name => [`${name}.service`, "the network is not configured any more"] as const,
  ),
  ["systemd-logind.service", "sessions are not known any more"] as const,
]);

function noMachine(pointer: string, unit: string): Problem {
  return {
    stage: "plan",
    pointer,
    found: `a mask for ${unit}`,
    needs: `${unit}: without it the machine does not come up, or cannot be managed`,
    fix: "take this line out",
  };
}

function noWayIn(pointer: string, unit: string, what: string): Problem {
  return {
    stage: "plan",
    severity: "warning",
    pointer,
    found: `${unit} is to be down: ${what}, though sessions that are open stay`,
    needs: "another way in, such as a console",
    fix: "leave it as it is unless there is one",
  };
}
