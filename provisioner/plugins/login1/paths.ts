/** Folder in which a file of an account's name means that it lingers; logind has no other record */
export const lingerFolder = "/var/lib/systemd/linger";

/** Our own drop-in of logind.conf; later names win, and the administrator may want to */
export const policyPath = "/etc/systemd/logind.conf.d/90-groundstate.conf";

/** The file that makes an account linger */
export function lingerPath(name: string): string {
  return `${lingerFolder}/${name}`;
}
