import { Check } from "@sinclair/typebox/value";
import type { Files } from "../../host/files.ts";
import { tableNumber } from "./kernel.ts";
import { type NetcfgSection, type Route, RoutingRule } from "./schema.ts";

/** Where networkd reads what an administrator (or we) configured */
export const networkDirectory = "/etc/systemd/network";
/** Rules belong to no link; networkd only reads them from the file of one, and the loopback link is always there */
export const rulesPath = `${networkDirectory}/40-groundstate-netcfg.network`;
/** Search domains and name servers that are no link's own */
export const resolvedPath = "/etc/systemd/resolved.conf.d/50-groundstate-netcfg.conf";

const dropInName = "50-groundstate-netcfg.conf";
const header =
  "# Written by groundstate from plugins.netcfg of /etc/groundstate/state.json; edits here are replaced.";
const linkLine = /^# Routes of (\S+)$/m;

/** The file by which plugins.network configures a link */
export function ownNetworkFile(link: string): string {
  return `50-groundstate-${link}.network`;
}

/** The drop-in that adds to a .network file, wherever that lies */
export function dropInOf(networkFile: string): string {
  return `${networkDirectory}/${networkFile.split("/").at(-1)}.d/${dropInName}`;
}

/** Every drop-in of ours with its content, by path */
export async function readDropIns(files: Files): Promise<Record<string, string>> {
  const folders = (await files.list(networkDirectory)).filter(name => name.endsWith(".network.d"));
  const found = await Promise.all(
    folders.map(async folder => {
      const path = `${networkDirectory}/${folder}/${dropInName}`;
      return [path, await files.read(path)] as const;
    }),
  );
  return Object.fromEntries(found.flatMap(([path, text]) => (text === undefined ? [] : [[path, text]])));
}

/** The link whose routes a drop-in of ours holds */
export function linkOf(content: string): string | undefined {
  return linkLine.exec(content)?.[1];
}

/** The routes of one link, as an addition to its .network file */
export function renderRoutes(link: string, routes: readonly Route[]): string {
  const sections = routes.map(({ destination, gateway, metric, source, onlink, table }) =>
    unitSection("Route", {
      Destination: destination === "default" ? undefined : destination,
      Gateway: gateway,
      GatewayOnLink: onlink === undefined ? undefined : onlink ? "yes" : "no",
      PreferredSource: source,
      Metric: metric,
      Table: table === undefined ? undefined : tableNumber(table),
    }),
  );
  return [header, `# Routes of ${link}`, ...sections.map(text => `\n${text}`), ""].join("\n");
}

/** The rules, as the .network file of the loopback link; whatever else that link has, it keeps */
export function renderRules(rules: readonly RoutingRule[]): string {
  const sections = rules.map(({ priority, from, to, interface: link, mark, family, table }) =>
    unitSection("RoutingPolicyRule", {
      Priority: priority,
      From: from,
      To: to,
      IncomingInterface: link,
      FirewallMark: mark,
      Family: from === undefined && to === undefined ? (family ?? "ipv4") : undefined,
      Table: tableNumber(table),
    }),
  );
  const link = [
    unitSection("Match", { Name: "lo" }),
    unitSection("Network", { KeepConfiguration: "static", LinkLocalAddressing: "no", IPv6AcceptRA: "no" }),
  ];
  return [header, ...[...link, ...sections].map(text => `\n${text}`), ""].join("\n");
}

/** The rules that a file of ours holds */
export function rulesIn(content: string): RoutingRule[] {
  const sections = content.split(/^(?=\[)/m).filter(text => text.startsWith("[RoutingPolicyRule]"));
  return sections.map(settingsOf).flatMap(settings => {
    const number = (key: string): number | undefined =>
      settings[key] === undefined ? undefined : Number(settings[key]);
    const rule = {
      priority: number("Priority"),
      from: settings["From"],
      to: settings["To"],
      interface: settings["IncomingInterface"],
      mark: number("FirewallMark"),
      family: settings["Family"],
      table: number("Table"),
    };
    return Check(RoutingRule, rule) ? [rule] : [];
  });
}

function settingsOf(section: string): Record<string, string | undefined> {
  return Object.fromEntries(
    [...section.matchAll(/^([A-Za-z]+)=(.*)$/gm)].map(([, key, value]) => [key, value]),
  );
}

/** What resolved adds to the links' own servers and domains; undefined when the document says nothing of it */
export function renderResolved({
  servers,
  search_domains,
}: NonNullable<NetcfgSection["dns"]>): string | undefined {
  if (servers === undefined && search_domains === undefined) return undefined;
  const settings = { DNS: servers?.join(" "), Domains: search_domains?.join(" ") };
  return [header, "", unitSection("Resolve", settings), ""].join("\n");
}

function unitSection(title: string, settings: Record<string, string | number | undefined>): string {
  const lines = Object.entries(settings).filter(([, value]) => value !== undefined);
  return [`[${title}]`, ...lines.map(([key, value]) => `${key}=${value}`)].join("\n");
}
