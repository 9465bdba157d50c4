import { access, copyFile } from "node:fs/promises";
import { join } from "node:path";

/** How the machine starts: SeaBIOS, or OVMF with Secure Boot on */
export type Firmware = "bios" | "uefi";

/** Debian's OVMF build that enforces Secure Boot, and its variables with Microsoft's keys enrolled */
export const ovmf = {
  code: "/usr/share/OVMF/OVMF_CODE_4M.secboot.fd",
  variables: "/usr/share/OVMF/OVMF_VARS_4M.ms.fd",
} as const;

/** The variables that the last machine in the folder left, or those of a mainboard that never booted anything */
export type Nvram = "kept" | "new";

/** QEMU's arguments for the firmware; UEFI keeps its variables, boot entries among them, in the machine's folder */
export async function prepareFirmware(
  firmware: Firmware,
  folder: string,
  nvram: Nvram = "kept",
): Promise<string[]> {
  if (firmware === "bios") return [];
  const variables = join(folder, nvram === "kept" ? "uefi-variables.fd" : "uefi-variables-new.fd");
  if (nvram === "new" || !(await exists(variables))) await copyFile(ovmf.variables, variables);
  return uefiArguments(variables);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

// The secboot build keeps its variables safe in system management mode, and hangs on S3 without this (OVMF README)
function uefiArguments(variables: string): string[] {
  return [
    "-global",
    "driver=cfi.pflash01,property=secure,value=on",
    "-global",
    "ICH9-LPC.disable_s3=1",
    "-drive",
    `if=pflash,format=raw,unit=0,readonly=on,file=${ovmf.code}`,
    "-drive",
    `if=pflash,format=raw,unit=1,file=${variables}`,
  ];
}
