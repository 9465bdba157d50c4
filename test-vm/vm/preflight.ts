import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { Failure } from "../../provisioner/host/failure.ts";
import { type Program, programs } from "../../provisioner/host/programs.ts";
import { ovmf } from "./firmware.ts";

const neededPrograms: readonly Program[] = [
  "qemu-system-x86_64",
  "qemu-img",
  "mkfs.vfat",
  "mcopy",
  "mkfs.ext4",
  "ssh",
  "ssh-keygen",
  "xorriso",
];

/** Fails with every missing program and file at once, and the one command that brings them */
export async function checkTestHost(): Promise<void> {
  const missing = [
    ...(await missingPrograms()),
    ...(await missingFile(ovmf.code, "ovmf")),
    ...(await missingFile(ovmf.variables, "ovmf")),
  ];
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map(({ bringer }) => bringer))].sort();
  throw new Failure({
    kind: "machine",
    tried: "cannot run virtual machines here",
    found: `no ${missing.map(({ what }) => what).join(", ")}`,
    fix: `apt-get install ${packages.join(" ")}`,
  });
}

interface Missing {
  what: string;
  bringer: string;
}

async function missingPrograms(): Promise<Missing[]> {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const found = await Promise.all(neededPrograms.map(name => isInOne(name, folders)));
  return neededPrograms.flatMap((what, index) => (found[index] ? [] : [{ what, bringer: programs[what] }]));
}

async function isInOne(name: string, folders: readonly string[]): Promise<boolean> {
  const tries = await Promise.all(folders.map(folder => usable(join(folder, name), constants.X_OK)));
  return tries.includes(true);
}

async function missingFile(path: string, bringer: string): Promise<Missing[]> {
  return (await usable(path, constants.R_OK)) ? [] : [{ what: path, bringer }];
}

function usable(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
