import { checkTemplates } from "../../provisioner/plugins/lxc/templates.ts";
import { checkLinks } from "../../provisioner/plugins/network/hardware.ts";
import type { Check } from "./ground.ts";

/** Network hardware and container templates that the document names are there; in the chroot it would be too late to find out */
export const checkSections: Check = async ({ host, document, settings }) => [
  ...(await checkLinks(host, document)),
  ...checkTemplates(document, settings.suite),
];
