import { copyFile } from "node:fs/promises";
import { join } from "node:path";

/** How the machine starts: SeaBIOS, or OVMF with Secure Boot on */
export type Firmware = "bios" | "uefi";

/** Debian's OVMF build that enforces Secure Boot, and its variables with Microsoft's keys enrolled */
export const ovmf = {
  code: "/usr/share/OVMF/OVMF_CODE_4M.secboot.fd",
  variables: "/usr/share/OVMF/OVMF_VARS_4M.ms.fd",
} as const;

/** QEMU's arguments for the firmware; UEFI keeps its variables in a copy that lives in the machine's folder */
export async function prepareFirmware(firmware: Firmware, folder: string): Promise<string[]> {
  if (firmware === "bios") return [];
  const variables = variablesPath(folder);
  await copyFile(ovmf.variables, variables);
  return uefiArguments(variables);
}

function variablesPath(folder: string): string {
  return join(folder, "uefi-variables.fd");
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
