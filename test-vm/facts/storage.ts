import type { JsonObject } from "../../provisioner/host/json.ts";
import { isJsonObject, objectAt } from "../document.ts";
import type { Question } from "../questions.ts";
import { answers, includes, matches } from "./question-kinds.ts";

interface Place {
  mount: string;
  subvolume: string;
}

const defaultPlaces: readonly Place[] = [
  { mount: "/", subvolume: "@" },
  { mount: "/home", subvolume: "@home" },
  { mount: "/var/log", subvolume: "@log" },
  { mount: "/var/lib/groundstate", subvolume: "@ledger" },
  { mount: "/.snapshots", subvolume: "@snapshots" },
];

/** Mounts and subvolumes, read with findmnt and btrfs */
export function storageFacts(document: JsonObject): Question[] {
  const places = placesOf(document);
  const custom = "storage" in objectAt(document, "plugins");
  return [
    ...places.map(mountFact),
    includes(
      "btrfs subvolumes",
      "btrfs subvolume list / | sed 's/.* path //'",
      places.map(({ subvolume }) => subvolume),
    ),
    answers("the ESP is mounted", "findmnt -no FSTYPE --mountpoint /boot/efi", "vfat"),
    answers("snapshot of the base is read-only", "btrfs property get -ts /.snapshots/base ro", "ro=true"),
    answers(
      "snapshot of the install exists",
      "btrfs subvolume show /.snapshots/installed >/dev/null && echo yes",
      "yes",
    ),
    answers(
      "fstab agrees with what is mounted",
      "findmnt --verify --tab-file /etc/fstab >/dev/null && echo yes",
      "yes",
    ),
    ...optionFacts(document),
    ...(custom ? [] : [answers("file system label", "btrfs filesystem label /", "groundstate"), compressed]),
  ];
}

function optionFacts(document: JsonObject): Question[] {
  const mounts = objectAt(objectAt(objectAt(document, "plugins"), "storage"), "mounts");
  return Object.entries(mounts).flatMap(([place, mount]) => {
    const options = isJsonObject(mount) ? mount["options"] : undefined;
    if (typeof options !== "string") return [];
    const command = `findmnt -no OPTIONS --mountpoint ${place} | tr , ' '`;
    return [includes(`${place}: mount options`, command, options.split(","))];
  });
}

const compressed = matches(
  "/ is compressed",
  "findmnt -no OPTIONS /",
  /(?:^|,)compress=zstd:1(?:,|$)/,
  "compress=zstd:1",
);

function mountFact({ mount, subvolume }: Place): Question {
  return answers(
    `${mount} is subvolume ${subvolume}`,
    `findmnt -no FSTYPE,FSROOT --mountpoint ${mount} | tr -s ' '`,
    `btrfs /${subvolume}`,
  );
}

function placesOf(document: JsonObject): readonly Place[] {
  const storage = objectAt(objectAt(document, "plugins"), "storage");
  const named = Object.values(objectAt(storage, "btrfs_subvolumes"))
    .flatMap(list => (Array.isArray(list) ? list : []))
    .flatMap(entry => {
      if (!isJsonObject(entry)) return [];
      const { mount, name } = entry;
      return typeof mount === "string" && typeof name === "string" ? [{ mount, subvolume: name }] : [];
    });
  return named.length > 0 ? named : defaultPlaces;
}
