import { expect, test } from "vitest";
import { bootedByEntry } from "./boot-entry.ts";

test("the entry that counts is the one that the firmware says it starts", () => {
  const own =
    'BdsDxe: loading Boot0004 "Groundstate" from X\nBdsDxe: starting Boot0001 "UEFI Misc Device" from Y\n';
  const ours = 'BdsDxe: starting Boot0004 "Groundstate" from HD(2,GPT,E97C)/\\EFI\\debian\\shimx64.efi\n';

  expect(bootedByEntry(own)).toMatchObject({ holds: false, found: expect.stringContaining("Misc Device") });
  expect(bootedByEntry(ours).holds).toBe(true);
  expect(bootedByEntry("").holds).toBe(false);
});
