import type { Change } from "../../contract/action.ts";
import { type HostNames, hostnamePath, hostsHold, hostsPath, plainHosts, withNames } from "../host-names.ts";
import type { IdentityOperation } from "./operation.ts";
import type { Planned } from "./planned.ts";
import type { CurrentNames } from "./query.ts";
import type { IdentitySection } from "./schema.ts";

/** The name for the next start, for the running kernel, and with an address of its own */
export function planNames(current: CurrentNames, section: IdentitySection): Planned {
  const { domain } = section;
  const hostname = section.hostname ?? current.hostname;
  if (hostname === undefined) return nameless();
  const parts = [
    inFile(current, hostname),
    inKernel(current, hostname),
    inHosts(current, { hostname, domain }),
  ];
  return {
    resource: "hostname",
    summary: `name the machine ${domain === undefined ? hostname : `${hostname}.${domain}`}`,
    changes: parts.flatMap(({ changes }) => changes),
    operations: parts.flatMap(({ operations }) => operations),
  };
}

type Part = Pick<Planned, "changes" | "operations">;

function inFile({ hostname: before }: CurrentNames, hostname: string): Part {
  if (before === hostname) return nothing;
  return part(hostnamePath, before, hostname, {
    do: "write",
    path: hostnamePath,
    content: `${hostname}\n`,
  });
}

function inKernel({ kernel }: CurrentNames, hostname: string): Part {
  if (kernel === undefined || kernel === hostname) return nothing;
  return part("running kernel", kernel, hostname, { do: "name the kernel", hostname });
}

function inHosts({ hosts, hostname: before }: CurrentNames, names: HostNames): Part {
  if (hosts !== undefined && hostsHold(hosts, names)) return nothing;
  const content = withNames(hosts ?? plainHosts, names, before);
  const address = names.domain === undefined ? names.hostname : `${names.hostname}.${names.domain}`;
  return part(hostsPath, undefined, `an address for ${address}`, { do: "write", path: hostsPath, content });
}

const nothing: Part = { changes: [], operations: [] };

function part(path: string, from: string | undefined, to: string, operation: IdentityOperation): Part {
  const change: Change = { path, from: from ?? null, to };
  return { changes: [change], operations: [operation] };
}

function nameless(): Planned {
  return {
    resource: "hostname",
    summary: "give the machine its domain",
    changes: [],
    operations: [],
    refused: "the machine has no host name that the domain could follow; write bootstrap.hostname as well",
  };
}
