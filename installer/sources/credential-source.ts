import type { Files } from "../../provisioner/host/files.ts";
import type { Source } from "./source.ts";

/** Where systemd leaves credentials: of this service, and those handed to the whole system */
const systemDirectory = "/run/credentials/@system";

/** The systemd credential groundstate.state: SMBIOS strings, QEMU fw_cfg, boot loader, command line */
export function credentialSource(files: Files, serviceDirectory: string | undefined): Source {
  return {
    name: "systemd credential",
    look: async () => {
      for (const directory of [serviceDirectory, systemDirectory]) {
        const text = directory && (await files.read(`${directory}/groundstate.state`));
        if (text !== undefined && text !== "")
          return {
            found: {
              origin: "systemd credential groundstate.state",
              name: "credential:groundstate.state",
              text,
            },
          };
      }
      return {};
    },
  };
}
