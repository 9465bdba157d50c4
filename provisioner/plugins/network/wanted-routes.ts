import { canonicalAddress, canonicalCidr, familyOf, isWithin, parseCidr } from "../../state/ip-address.ts";
import { isDefault, type LiveRoute } from "./live-routes.ts";
import { asList, type Interface, type Route } from "./schema.ts";

/** Every route that an entry asks for, its gateways' default routes among them; metric, source and table only where said */
export function wantedRoutes({ gateway, metric, routes = [] }: Interface): Route[] {
  const defaults = asList(gateway).map(router => ({
    destination: "default",
    gateway: router,
    ...(metric === undefined ? {} : { metric }),
  }));
  return [...defaults, ...routes];
}

/** Whether a running route is the one that the document means */
export function isWanted(route: Route, live: LiveRoute): boolean {
  const { gateway, metric, source, table } = route;
  return (
    leadsTo(route, live) &&
    live.gateway === (gateway === undefined ? undefined : canonicalAddress(gateway)) &&
    (metric === undefined || live.metric === metric) &&
    (source === undefined || live.source === canonicalAddress(source)) &&
    (live.table ?? 254) === (table ?? 254)
  );
}

/** A route for people */
export function describeRoute({ destination, gateway, metric }: Route): string {
  const kind = destination === "default" ? "default route" : `route to ${destination}`;
  const by = gateway === undefined ? "" : ` by ${gateway}`;
  return `${kind}${by}${metric === undefined ? "" : ` with metric ${metric}`}`;
}

/** networkd takes 10.1.2.3/8 for 10.0.0.0/8 */
function leadsTo({ destination, gateway }: Route, live: LiveRoute): boolean {
  if (destination === "default") {
    const isIpv6 = gateway !== undefined && familyOf(gateway) === "ipv6";
    return isDefault(live) && live.destination === (isIpv6 ? "::/0" : "0.0.0.0/0");
  }
  const [wanted, network] = [parseCidr(canonicalCidr(destination)), parseCidr(live.destination)];
  return (
    wanted !== undefined &&
    network !== undefined &&
    wanted.prefix === network.prefix &&
    isWithin(wanted.address, network)
  );
}
