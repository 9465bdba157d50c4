import type { Plugin } from "../contract/plugin.ts";
import { configPlugin } from "./config/index.ts";
import { filesystemPlugin } from "./filesystem/index.ts";
import { firewallPlugin } from "./firewall/index.ts";
import { identityPlugin } from "./identity/index.ts";
import { login1Plugin } from "./login1/index.ts";
import { lxcPlugin } from "./lxc/index.ts";
import { netcfgPlugin } from "./netcfg/index.ts";
import { networkPlugin } from "./network/index.ts";
import { packagekitPlugin } from "./packagekit/index.ts";
import { storagePlugin } from "./storage/index.ts";
import { systemdPlugin } from "./systemd/index.ts";
import { usersPlugin } from "./users/index.ts";

/** Every plugin there is, in the order in which their actions are applied */
export const plugins: readonly Plugin[] = [
  storagePlugin,
  packagekitPlugin,
  filesystemPlugin,
  identityPlugin,
  usersPlugin,
  configPlugin,
  systemdPlugin,
  login1Plugin,
  networkPlugin,
  netcfgPlugin,
  firewallPlugin,
  lxcPlugin,
];

/** The plugins whose sections may stand under `plugins` in a document */
export const sections: readonly Plugin[] = plugins.filter(({ ownSection }) => ownSection);
