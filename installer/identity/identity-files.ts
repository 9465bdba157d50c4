import type { Settings } from "../settings.ts";

/** A file of the new system */
export interface IdentityFile {
  path: string;
  content: string;
  mode?: number;
}

/** The files that make this machine itself: its names and its language */
export function identityFiles(settings: Settings, machineId: string): IdentityFile[] {
  const { hostname, locale } = settings;
  return [
    { path: "/etc/hostname", content: `${hostname}\n` },
    { path: "/etc/hosts", content: hosts(settings) },
    { path: "/etc/locale.conf", content: `LANG=${locale}\n` },
    { path: "/etc/machine-id", content: `${machineId}\n`, mode: 0o444 },
  ];
}

function hosts({ hostname, domain }: Settings): string {
  const names = domain ? `${hostname}.${domain} ${hostname}` : hostname;
  return [
    "127.0.0.1 localhost",
    `127.0.1.1 ${names}`,
    "",
    "::1 localhost ip6-localhost ip6-loopback",
    "ff02::1 ip6-allnodes",
    "ff02::2 ip6-allrouters",
    "",
  ].join("\n");
}
