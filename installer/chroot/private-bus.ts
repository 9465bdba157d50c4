import { Failure } from "../../provisioner/host/failure.ts";
import type { Host } from "../../provisioner/host/host.ts";
import { type StartedProgram, start } from "../../provisioner/host/spawn.ts";
import { isConfined } from "./processes.ts";

/** The bus's address as programs inside the target see it; the usual one, but in the target's own /run */
export const busAddress = "unix:path=/run/dbus/system_bus_socket";

const socketPath = "/run/dbus/system_bus_socket";
const configurationPath = "/run/groundstate/bus.conf";

/**
 * Starts a system bus that lives inside the target, so that PackageKit and polkit run there as well.
 * No <servicehelper> and no <user>: services are started by Exec=, as root, without systemd
 */
export async function startPrivateBus(host: Host, root: string, log: string): Promise<StartedProgram> {
  await host.files.write(`${root}${configurationPath}`, configuration);
  await host.files.makeDirectory(`${root}/run/dbus`, { mode: 0o755 });
  const daemon = start(
    "chroot",
    [root, "dbus-daemon", `--config-file=${configurationPath}`, "--nofork", "--nopidfile", "--nosyslog"],
    { log },
  );
  try {
    await untilListening(host, root, daemon);
    return daemon;
  } catch (error) {
    await daemon.kill();
    throw error;
  }
}

async function untilListening(host: Host, root: string, daemon: StartedProgram): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await host.files.facts(`${root}${socketPath}`)) {
      if (await isConfined(host, daemon.pid, root)) return;
      throw noBus(`a daemon whose root is not ${root}`);
    }
    if ((await daemon.wait(0.1)) !== undefined) throw noBus("dbus-daemon ended at once");
  }
  throw noBus("no socket after 20 s");
}

function noBus(found: string): Failure {
  return new Failure({
    kind: "machine",
    tried: "cannot start a message bus inside the target",
    found,
    needs: "a dbus-daemon of the new system that is confined to it",
    fix: "read bus.log, which groundstate-install logs packs, then retry",
  });
}

const configuration = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <auth>EXTERNAL</auth>
  <listen>${busAddress}</listen>
  <standard_system_servicedirs/>
  <policy context="default">
    <allow user="*"/>
    <deny own="*"/>
    <deny send_type="method_call"/>
    <allow send_type="signal"/>
    <allow send_requested_reply="true" send_type="method_return"/>
    <allow send_requested_reply="true" send_type="error"/>
    <allow receive_type="method_call"/>
    <allow receive_type="method_return"/>
    <allow receive_type="error"/>
    <allow receive_type="signal"/>
    <allow send_destination="org.freedesktop.DBus"/>
  </policy>
  <policy user="root">
    <allow send_destination="org.freedesktop.DBus" send_interface="org.freedesktop.DBus.Monitoring"/>
  </policy>
  <includedir>/usr/share/dbus-1/system.d</includedir>
  <includedir>/etc/dbus-1/system.d</includedir>
</busconfig>
`;
