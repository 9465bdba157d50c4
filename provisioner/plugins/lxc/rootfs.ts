import type { Host } from "../../host/host.ts";
import { writeNetworkInside } from "./network-inside.ts";
import { baseImage, containerDirectory, draftPath, rootfsPath, templatesDirectory } from "./paths.ts";
import { type Container, templateOf } from "./schema.ts";
import { deleteSnapshot, deleteSubvolume } from "./subvolume.ts";

/** Units of the base image that make no sense, or no good, in a container */
const maskedUnits = [
  "groundstate-firstboot.service",
  "groundstate-firewall.service",
  "serial-getty@ttyS0.service",
  "ssh.service",
  "ssh.socket",
];

/** Units that the container's network needs, whether the image starts them or not */
const neededUnits = ["systemd-networkd.service", "systemd-resolved.service"];

/** Makes a container's root file system; it gets its name only once it is complete */
export async function createRootfs(host: Host, name: string, container: Container): Promise<void> {
  const draft = draftPath(name);
  await deleteSnapshot(host, draft); // of an earlier try
  // As LXC does it: what is setuid in the container must not be in reach of the host's users
  await host.files.makeDirectory(containerDirectory(name), { mode: 0o770 });
  const template = await templatePath(host, templateOf(container));
  await host.run("btrfs", ["subvolume", "snapshot", host.files.path(template), host.files.path(draft)]);
  await makeOwnMachine(host, draft, name);
  await writeNetworkInside(host, draft, container);
  await host.run("mv", ["--no-target-directory", host.files.path(draft), host.files.path(rootfsPath(name))]);
}

/** A template of the administrator's own goes before the base image of the same name */
async function templatePath(host: Host, name: string): Promise<string> {
  const own = `${templatesDirectory}/${name}`;
  return (await host.files.facts(own)) ? own : baseImage;
}

/** Takes away what the image shares with the machine it came from */
async function makeOwnMachine(host: Host, root: string, name: string): Promise<void> {
  const { files } = host;
  await files.write(`${root}/etc/hostname`, `${name}\n`, { mode: 0o644 });
  await files.write(
    `${root}/etc/hosts`,
    `127.0.0.1 localhost\n127.0.1.1 ${name}\n::1 localhost ip6-localhost\n`,
  );
  await files.write(`${root}/etc/machine-id`, "", { mode: 0o444 });
  await files.write(`${root}/etc/fstab`, "# A container has no file systems of its own to mount\n");
  await files.remove(`${root}/etc/groundstate/state.json`);
  for (const key of (await files.list(`${root}/etc/ssh`)).filter(file => file.startsWith("ssh_host_")))
    await files.remove(`${root}/etc/ssh/${key}`);
  const units = [];
  for (const unit of neededUnits)
    if (await files.facts(`${root}/usr/lib/systemd/system/${unit}`)) units.push(unit);
  if (units.length > 0) await host.run("systemctl", ["--root", files.path(root), "enable", ...units]);
  for (const unit of maskedUnits) await files.link(`${root}/etc/systemd/system/${unit}`, "/dev/null");
}

/** Deletes a container with all that it holds */
export async function deleteContainer(host: Host, name: string): Promise<void> {
  await deleteSubvolume(host, draftPath(name));
  await deleteSubvolume(host, rootfsPath(name));
  await host.files.removeTree(containerDirectory(name));
}
