import type { BusSignal } from "../../host/bus.ts";

/** What PackageKit says of a package: what it is, what is happening to it, in a simulation what would happen */
export interface PackageNews {
  happens:
    | "installed"
    | "available"
    | "downloading"
    | "installing"
    | "updating"
    | "removing"
    | "downgrading"
    | "other";
  id: PackageId;
}

/** PackageKit's name for one version of a package: "name;version;architecture;data" */
export interface PackageId {
  text: string;
  name: string;
  version: string;
}

/** Values of PkInfoEnum (lib/packagekit-glib2/pk-enum.h); the second of a pair is what newer daemons send */
const happenings: Record<number, PackageNews["happens"]> = {
  1: "installed",
  2: "available",
  10: "downloading",
  11: "updating",
  12: "installing",
  27: "installing",
  13: "removing",
  28: "removing",
  15: "removing", // obsoleting
  29: "removing",
  20: "downgrading",
  30: "downgrading",
};

/** The packages that a signal tells of; newer daemons send many in one signal */
export function packagesIn({ member, body }: BusSignal): PackageNews[] {
  if (member === "Package") return [body].flatMap(news);
  if (member === "Packages" && Array.isArray(body[0])) return body[0].flatMap(news);
  return [];
}

/** Takes a package id apart */
export function packageId(text: string): PackageId {
  const [name = "", version = ""] = text.split(";");
  return { text, name, version };
}

function news(fields: unknown): PackageNews[] {
  if (!Array.isArray(fields)) return [];
  const [info, id] = fields;
  if (typeof info !== "number" || typeof id !== "string") return [];
  // The upper half holds how urgent an update is.
  return [{ happens: happenings[info & 0xffff] ?? "other", id: packageId(id) }];
}
