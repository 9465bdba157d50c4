import { buses } from "../../provisioner/host/bus-names.ts";
import { Failure } from "../../provisioner/host/failure.ts";
import type { Host } from "../../provisioner/host/host.ts";
import { isObject } from "../../provisioner/host/json.ts";

/** Properties of one interface of a UDisks2 object */
export type Properties = Record<string, unknown>;

/** Every object of UDisks2: path, then interface, then properties */
export type ManagedObjects = Record<string, Record<string, Properties>>;

const { udisks, standard } = buses;

/** All objects that UDisks2 knows, with all their properties */
export async function managedObjects(host: Host): Promise<ManagedObjects> {
  const [objects] = await host.bus.call({
    destination: udisks.name,
    path: udisks.path,
    interface: standard.objectManager,
    member: "GetManagedObjects",
    timeout: 120, // the first call starts the daemon
  });
  if (!isObject(objects))
    throw new Failure({
      kind: "machine",
      tried: "cannot ask UDisks2 for the disks",
      found: "an answer without objects",
      needs: "UDisks2 2.9 or newer",
      fix: "look at journalctl -u udisks2 in the rescue shell, then retry",
    });
  const entries = Object.entries(objects).filter((entry): entry is [string, Record<string, unknown>] =>
    isObject(entry[1]),
  );
  return Object.fromEntries(entries.map(([path, interfaces]) => [path, interfacesOf(interfaces)]));
}

/** The UDisks2 object of a block device, given its path or any link to it; undefined when it has none */
export function objectOfDevice(objects: ManagedObjects, path: string): string | undefined {
  for (const [object, interfaces] of Object.entries(objects)) {
    const block = interfaces[udisks.block];
    if (block && (devicePath(block["Device"]) === path || linksOf(block).includes(path))) return object;
  }
  return undefined;
}

/** Calls a method of one object with UDisks2's own signature */
export async function callUdisks(
  host: Host,
  object: string,
  method: { interface: string; member: string; signature: string; body: unknown[]; timeout?: number },
): Promise<unknown> {
  const [answer] = await host.bus.call({ destination: udisks.name, path: object, ...method });
  return answer;
}

/** Links of a block object, as udev made them */
export function linksOf(block: Properties): string[] {
  const links = block["Symlinks"];
  return Array.isArray(links) ? links.map(devicePath).filter(link => link !== "") : [];
}

/** A path that UDisks2 gives as bytes with a zero at the end (signature ay) */
export function devicePath(value: unknown): string {
  if (typeof value === "string") return value;
  const bytes = Buffer.isBuffer(value) ? value : Array.isArray(value) ? Buffer.from(value) : Buffer.alloc(0);
  return bytes.toString("utf8").replace(/\0+$/, "");
}

/** A property that holds text; undefined when it is empty, which is UDisks2's way to say "none" */
export function textProperty(properties: Properties | undefined, name: string): string | undefined {
  const value = properties?.[name];
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

function interfacesOf(interfaces: Record<string, unknown>): Record<string, Properties> {
  const entries = Object.entries(interfaces).filter((entry): entry is [string, Properties] =>
    isObject(entry[1]),
  );
  return Object.fromEntries(entries);
}
