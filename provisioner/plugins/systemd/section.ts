import type { Json, JsonObject } from "../../host/json.ts";
import { unitName } from "../../host/units/unit-name.ts";
import type { StateDocument } from "../../state/document.ts";
import { isMap } from "../../state/pointer.ts";

/** What a document says to this plugin; services that stand beside the files of plugins.config are services like any other */
export function systemdSection({ plugins }: StateDocument): Json | undefined {
  const { systemd, config } = plugins;
  const more = isMap(config) ? config["services"] : undefined;
  if (!isMap(more) || !(systemd === undefined || isMap(systemd))) return systemd;
  const services: JsonObject = isMap(systemd?.["services"]) ? { ...systemd["services"] } : {};
  for (const [name, service] of Object.entries(more)) {
    const known = Object.keys(services).find(key => unitName(key) === unitName(name)) ?? name;
    const own = services[known];
    services[known] = { ...(isMap(service) && service), ...(isMap(own) && own) };
  }
  return { ...systemd, services };
}
