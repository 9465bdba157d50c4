import { completeBase, layDownDebootstrap } from "../base/debootstrap.ts";
import { layDownImage } from "../base/image.ts";
import { enterChroot, leaveChroot } from "../chroot/chroot.ts";
import type { Step } from "../engine.ts";
import { type Install, target } from "../install.ts";

/** Lays down Debian (the image of the medium, or debootstrap) and makes it fit to run programs */
export const baseStep: Step<Install> = {
  name: "base",
  title: "Lay down Debian",
  weight: 25,
  run: async (install, voice) => {
    if (install.settings.base === "image") await layDownImage(install, voice);
    else await layDownDebootstrap(install, voice);
    await enterChroot(install.host, target);
    if (install.settings.base === "debootstrap") await completeBase(install, voice);
  },
  undo: async ({ host }) => {
    await leaveChroot(host, target);
  },
};
