import type { StateDocument } from "../../state/document.ts";
import { childOf } from "../../state/pointer.ts";

/** Who else keeps a file, and where the document says what stands in it */
export interface Keeper {
  who: string;
  fix: string;
}

/** The plugin that keeps the file of that path; undefined when the document may write it */
export function keeperOf(path: string, { bootstrap = {}, plugins }: StateDocument): Keeper | undefined {
  const keeper = keepers.find(({ files }) => files.test(path));
  if (keeper) return keeper;
  const hostname = bootstrap.hostname ?? childOf(childOf(plugins["netcfg"], "dns"), "hostname");
  return path === "/etc/hosts" && hostname !== undefined ? identity : undefined;
}

const identity: Keeper = {
  who: "the plugin identity",
  fix: "say hostname, domain, timezone, locale or keymap under bootstrap, or leave them all out there",
};

const keepers: (Keeper & { files: RegExp })[] = [
  {
    files: /^\/etc\/(passwd|group|shadow|gshadow|subuid|subgid)-?$|\/\.ssh\/authorized_keys$/,
    who: "the plugin users",
    fix: "say it under plugins.users.accounts or plugins.users.groups",
  },
  {
    files: /^\/etc\/fstab$/,
    who: "the plugin storage",
    fix: "say it under plugins.storage or plugins.filesystem",
  },
  {
    files: /^\/etc\/systemd\/system\//,
    who: "the plugin systemd",
    fix: "say it under plugins.systemd: custom_units, timers or drop_ins",
  },
  {
    files: /^\/etc\/(hostname|timezone|localtime|locale\.conf|locale\.gen|default\/(locale|keyboard))$/,
    ...identity,
  },
  {
    files: /^\/var\/lib\/lxc\//,
    who: "the plugin lxc",
    fix: "say it under plugins.lxc.containers",
  },
  {
    files: /^\/(proc|sys|dev)\//,
    who: "the kernel",
    fix: "write a file that the kernel's settings are read from at boot: /etc/sysctl.d, /etc/tmpfiles.d, /etc/udev/rules.d",
  },
  {
    // whatever any plugin writes has the name in its own; templates are the user's
    files: /^\/(?!etc\/groundstate\/templates\/).*groundstate/,
    who: "groundstate itself",
    fix: "give the file another name; what groundstate writes comes from the other sections of the document",
  },
];
