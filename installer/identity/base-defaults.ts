import type { Host } from "../../provisioner/host/host.ts";
import { runInside } from "../chroot/chroot.ts";

/** What Debian leaves open and a server needs; a document that says otherwise overrides each of them */
const defaults: [path: string, content: string][] = [
  [
    "/etc/systemd/network/89-groundstate-default.network",
    `# Any wired link that nothing else configures asks for an address; a file with a lower number comes first.
[Match]
Type=ether
Kind=!*

[Link]
RequiredForOnline=routable

[Network]
DHCP=yes

[DHCPv4]
ClientIdentifier=mac
`,
  ],
  [
    "/etc/systemd/system/systemd-networkd-wait-online.service.d/groundstate.conf",
    `# A second socket without a cable must not hold up the boot for two minutes.
[Service]
ExecStart=
ExecStart=/usr/lib/systemd/systemd-networkd-wait-online --any --timeout=60
`,
  ],
];

/**
 * Wired links by DHCP, as long as the document does not speak of the network.
 * systemd-ssh-generator is masked: it opens sshd on AF_VSOCK unasked, and complains on the console where there is none
 */
export async function writeBaseDefaults(host: Host, root: string): Promise<void> {
  for (const [path, content] of defaults) await host.files.write(root + path, content);
  await host.files.link(`${root}/etc/systemd/system-generators/systemd-ssh-generator`, "/dev/null");
  await runInside(host, root, [
    "systemctl",
    "enable",
    "systemd-networkd.service",
    "systemd-resolved.service",
  ]);
}
