import type { Host } from "../../provisioner/host/host.ts";
import { commandLineSource, getText } from "./command-line-source.ts";
import { credentialSource } from "./credential-source.ts";
import { mediumSource } from "./medium-source.ts";
import type { Source } from "./source.ts";
import { volumeSource } from "./volume-source.ts";

/** What decides between the sources */
export interface SourceSettings {
  url: string | undefined;
  medium: string;
  credentials: string | undefined;
  report(text: string): void;
}

/** Every source of a document, in the order of precedence */
export function allSources(host: Host, { url, medium, credentials, report }: SourceSettings): Source[] {
  return [
    commandLineSource(url, { clock: host.clock, report, get: getText }),
    credentialSource(host.files, credentials),
    volumeSource(host),
    mediumSource(host.files, medium),
  ];
}
