import type { Step } from "../engine.ts";
import { type Install, needed, target } from "../install.ts";
import { mountTarget, unmountBelow } from "../storage/mounts.ts";
import { createSubvolumes } from "../storage/subvolumes.ts";

/** Makes the subvolumes and mounts everything as the new system will */
export const subvolumesStep: Step<Install> = {
  name: "subvolumes",
  title: "Make and mount the subvolumes",
  weight: 2,
  run: async ({ host, plan, made }) => {
    const fileSystems = needed(made.fileSystems, "file systems");
    await createSubvolumes(host, plan, fileSystems);
    await mountTarget(host, plan.layout, fileSystems, target);
  },
  undo: async ({ host }) => {
    await unmountBelow(host, target);
  },
};
