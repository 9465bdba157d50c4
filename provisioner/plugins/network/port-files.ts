import type { Host } from "../../host/host.ts";
import { reload } from "./daemon.ts";
import type { LiveLink } from "./live.ts";
import { isMeant } from "./meant-link.ts";
import { networkFile, portsFile } from "./render.ts";
import type { NetworkSection } from "./schema.ts";
import { declaredPorts } from "./topology.ts";

/**
 * Has networkd read its files, and those of an interface and its ports as new: of an unchanged file it keeps the bridge or
 * bond that it once named, also when that was taken away and made again ("Failed to set master interface: Invalid argument")
 */
export async function reloadWithPorts(host: Host, name: string, section: NetworkSection): Promise<void> {
  const paths = [portsFile(name), ...[name, ...declaredPorts(name, section)].map(networkFile)];
  for (const path of paths) {
    const content = await host.files.read(path);
    if (content !== undefined) await host.files.write(path, content);
  }
  await reload(host);
}

/** Has networkd configure links as if they had just come */
export async function reconfigure(host: Host, links: readonly LiveLink[]): Promise<void> {
  if (links.length > 0) await host.run("networkctl", ["reconfigure", ...links.map(link => link.name)]);
}

/** The links that an interface's ports are, those with an entry of their own too */
export function portLinks(name: string, section: NetworkSection, links: readonly LiveLink[]): LiveLink[] {
  const declared = declaredPorts(name, section);
  return links.filter(
    link =>
      link.file === portsFile(name) ||
      declared.some(port => {
        const spec = section.interfaces[port];
        return spec !== undefined && isMeant(link, port, spec);
      }),
  );
}
