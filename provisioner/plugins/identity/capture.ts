import { Check } from "@sinclair/typebox/value";
import type { Host } from "../../host/host.ts";
import { hostnamePath, nameIn } from "../host-names.ts";
import { keyboardPath, layoutIn } from "./keyboard-file.ts";
import { languageIn, languagePaths } from "./locale-files.ts";
import { planIdentity } from "./plan.ts";
import { queryIdentity, readTimezone } from "./query.ts";
import type { IdentitySection } from "./schema.ts";
import { identitySchema } from "./schema.ts";

/** Names, time zone, language and keyboard as they are; what a document cannot say so that it holds is left out */
export async function captureIdentity(host: Host): Promise<IdentitySection> {
  const found = {
    hostname: nameIn((await host.files.read(hostnamePath)) ?? ""),
    timezone: (await readTimezone(host.files)).zone,
    locale: await language(host),
    keymap: layoutIn((await host.files.read(keyboardPath)) ?? ""),
  };
  const captured: IdentitySection = {};
  for (const [key, value] of Object.entries(found)) {
    const said: unknown = { [key]: value };
    if (Check(identitySchema, said) && (await holds(host, said))) Object.assign(captured, said);
  }
  return captured;
}

async function language({ files }: Host): Promise<string | undefined> {
  for (const path of languagePaths) {
    const found = languageIn((await files.read(path)) ?? "");
    if (found !== undefined) return found;
  }
  return undefined;
}

async function holds(host: Host, section: IdentitySection): Promise<boolean> {
  const actions = planIdentity(await queryIdentity(host, section), section, { stage: host.stage, owned: [] });
  return actions.every(({ kind }) => kind === "noop");
}
