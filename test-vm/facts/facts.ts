import type { JsonObject } from "../../provisioner/host/json.ts";
import type { Question } from "../questions.ts";
import type { Firmware } from "../vm/firmware.ts";
import { firewallFacts } from "./firewall.ts";
import { identityFacts } from "./identity.ts";
import { containerFacts } from "./lxc.ts";
import { networkFacts } from "./network.ts";
import { packageFacts } from "./packages.ts";
import { storageFacts } from "./storage.ts";
import { systemdFacts } from "./systemd.ts";
import { userFacts } from "./users.ts";

/** Everything the document says that other tools than ours can confirm on the installed machine */
export function factsOf(document: JsonObject, firmware: Firmware): Question[] {
  return [
    ...identityFacts(document, firmware),
    ...storageFacts(document),
    ...packageFacts(document),
    ...userFacts(document),
    ...systemdFacts(document),
    ...networkFacts(document),
    ...firewallFacts(document),
    ...containerFacts(document),
  ];
}
