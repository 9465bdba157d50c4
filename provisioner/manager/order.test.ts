import { expect, test } from "vitest";
import type { ActionClass, ActionPhase } from "../contract/action.ts";
import { nothingToDo } from "../contract/action.ts";
import type { PlannedAction } from "../contract/plugin.ts";
import { inApplyOrder } from "./order.ts";

test("all configuring comes before all starting, irreversible last of all, then the plugins' own order", () => {
  const actions = [
    action("lxc", "start-container", "start"),
    action("network", "files", "configure"),
    action("packagekit", "install", "configure", "compensable"),
    action("network", "format", "configure", "irreversible"),
    action("systemd", "start-ssh", "start"),
    action("network", "more-files", "configure"),
  ];

  const order = inApplyOrder(actions, ["packagekit", "systemd", "network", "lxc"]);

  expect(order.map(({ resource }) => resource)).toEqual([
    "install",
    "files",
    "more-files",
    "start-ssh",
    "start-container",
    "format",
  ]);
});

function action(
  plugin: string,
  resource: string,
  phase: ActionPhase,
  reversal: ActionClass = "reversible",
): PlannedAction {
  return { ...nothingToDo(resource), plugin, phase, class: reversal, apply: async () => undefined };
}
