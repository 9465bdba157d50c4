import type { Report } from "../../contract/plugin.ts";
import type { RunOptions } from "../../host/run.ts";
import type { Wanted } from "./operation.ts";

/** No questions; configuration files that the administrator changed stay as they are */
export const quietly: RunOptions = {
  timeout: 3600,
  environment: {
    DEBIAN_FRONTEND: "noninteractive",
    APT_LISTCHANGES_FRONTEND: "none",
    NEEDRESTART_SUSPEND: "1",
    UCF_FORCE_CONFFOLD: "1",
  },
};

/** What every apt-get that changes packages is given */
export const options = [
  "--yes",
  "-o=Dpkg::Options::=--force-confdef",
  "-o=Dpkg::Options::=--force-confold",
  "-o=DPkg::Lock::Timeout=120",
];

/** A package in the words of apt's command line */
export function wordOf({ name, version }: Wanted): string {
  return version === undefined ? name : `${name}=${version}`;
}

/** Says what happens to each package */
export function progress(report: Report): (line: string) => void {
  return line => {
    const [, verb, name] = /^(Unpacking|Setting up|Removing) (\S+)/.exec(line) ?? [];
    if (verb !== undefined && name !== undefined) report(`${verb.toLowerCase()} ${name.replace(/:.*/, "")}`);
  };
}
