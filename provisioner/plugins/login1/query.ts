import { buses } from "../../host/bus-names.ts";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { isObject } from "../../host/json.ts";
import { lingerFolder, policyPath } from "./paths.ts";
import type { Login1Section } from "./schema.ts";
import { settings, told } from "./settings.ts";

/** Who lingers, our file, and what logind goes by */
export interface CurrentLogin1 {
  lingering: string[];
  policyFile?: string;
  /** By property; only on a running machine, and when the document has a policy */
  inEffect?: Record<string, string>;
}

/** Reads the files, which is all that logind itself has of lingering, and asks logind for its settings once */
export async function queryLogin1(host: Host, { policy }: Login1Section): Promise<CurrentLogin1> {
  const policyFile = await host.files.read(policyPath);
  const inEffect = host.stage === "live" && policy ? await settingsInEffect(host) : undefined;
  return {
    lingering: await host.files.list(lingerFolder),
    ...(policyFile === undefined ? {} : { policyFile }),
    ...(inEffect === undefined ? {} : { inEffect }),
  };
}

/** Undefined where nobody answers: its package may be among those that the same document brings */
async function settingsInEffect(host: Host): Promise<Record<string, string> | undefined> {
  const { name, path, manager } = buses.login1;
  try {
    const [all] = await host.bus.call({
      destination: name,
      path,
      interface: buses.standard.properties,
      member: "GetAll",
      signature: "s",
      body: [manager],
    });
    const properties = isObject(all) ? all : {};
    const known = settings.flatMap(({ property = "" }) => (property in properties ? [property] : []));
    return Object.fromEntries(known.map(property => [property, told(properties[property])]));
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
