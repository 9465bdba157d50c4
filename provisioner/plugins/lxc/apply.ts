import type { Report } from "../../contract/plugin.ts";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { adjustLimits } from "./live-limits.ts";
import { writeNetworkInside } from "./network-inside.ts";
import type { LxcOperation } from "./operation.ts";
import { configPath, rootfsPath } from "./paths.ts";
import { autostartUnit, canAskLxc, readAddresses, readState, readTraits } from "./query.ts";
import { enableQuota, writeLimit } from "./quota.ts";
import { renderConfig } from "./render.ts";
import { createRootfs, deleteContainer } from "./rootfs.ts";

const addressSeconds = 120;

/** Executes one operation */
export async function applyLxc(host: Host, operation: LxcOperation, report: Report): Promise<void> {
  switch (operation.do) {
    case "create":
      report(`lxc: creating ${operation.name}`);
      return await createRootfs(host, operation.name, operation.container);
    case "configure": {
      const { name, container } = operation;
      await writeNetworkInside(host, rootfsPath(name), container);
      const config = renderConfig(name, container, await readTraits(host));
      return await host.files.write(configPath(name), config, { mode: 0o640 });
    }
    case "adjust":
      return await adjustLimits(host, operation.name);
    case "count":
      return await enableQuota(host);
    case "limit":
      return await writeLimit(host, operation.name, operation.bytes);
    case "enable-autostart":
      await host.run("systemctl", ["enable", autostartUnit]);
      return;
    case "restart":
      await stopContainer(host, operation.name);
      await startContainer(host, operation.name);
      return await waitForAddress(host, operation.name, operation.address);
    case "start":
      await startContainer(host, operation.name);
      return await waitForAddress(host, operation.name, operation.address);
    case "stop":
      return await stopContainer(host, operation.name);
    case "delete":
      if (await canAskLxc(host)) await stopContainer(host, operation.name);
      return await deleteContainer(host, operation.name);
  }
}

/** Starts a container, which then runs in a control group of its own, not in ours */
export async function startContainer(host: Host, name: string): Promise<void> {
  if ((await readState(host, name)) === "RUNNING") return;
  const log = `/var/log/lxc/${name}.log`;
  await host.files.remove(log); // LXC appends, and the reason of an earlier failure would be read again
  await host.files.makeDirectory("/var/log/lxc");
  const { exit, stderr } = await host.run(
    "lxc-start",
    ["--name", name, "--daemon", "--logfile", log, "--logpriority", "WARN"],
    { allowedExits: [0, 1] },
  );
  if (exit === 0) return;
  const reasons = errorsIn((await host.files.read(log)) ?? "");
  throw new Failure({
    kind: "machine",
    tried: `cannot start the container ${name}`,
    found: reasons.slice(0, 3).join(" | ") || stderr.trim(),
    needs: "a container that comes up",
    fix: `read ${log}, then try lxc-start --name ${name} --foreground`,
  });
}

/** What LXC logged as errors, the cause first, without date and place in its source */
function errorsIn(log: string): string[] {
  return log.split("\n").flatMap(line => / ERROR +\S+ - \S+ - (.*)$/.exec(line)?.[1] ?? []);
}

/** The container's own system takes a while to bring its network up */
async function waitForAddress(host: Host, name: string, address: string | undefined): Promise<void> {
  const until = host.clock.now().getTime() + addressSeconds * 1000;
  while (address !== undefined && !(await readAddresses(host, name)).includes(address)) {
    if (host.clock.now().getTime() >= until) {
      throw new Failure({
        kind: "machine",
        tried: `the container ${name} runs, but is not reachable after ${addressSeconds} s`,
        found: `no address ${address}`,
        needs: `${address} on its eth0, which its own networkd configures`,
        fix: `look with \`lxc-attach --name ${name} -- networkctl status eth0\``,
      });
    }
    await host.clock.sleep(2);
  }
}

/** Asks a container to shut down, and ends it after a minute */
export async function stopContainer(host: Host, name: string): Promise<void> {
  if ((await readState(host, name)) === "STOPPED") return;
  const stoppedByItself = 2;
  await host.run("lxc-stop", ["--name", name, "--timeout", "60"], { allowedExits: [0, stoppedByItself] });
}
