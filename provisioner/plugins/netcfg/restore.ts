import { type Static, Type } from "@sinclair/typebox";
import type { Action } from "../../contract/action.ts";
import { readSaved } from "../../contract/saved.ts";
import { type UndoStep, undoAll } from "../../contract/undo-all.ts";
import type { Host } from "../../host/host.ts";
import type { Json } from "../../host/json.ts";
import { removeFile } from "./apply.ts";
import { readDropIns } from "./files.ts";
import {
  deleting,
  type Entry,
  isRoute,
  type KernelRoute,
  readRoutes,
  readRules,
  routeEntry,
  ruleEntry,
  rulesOf,
} from "./kernel.ts";
import type { NetcfgOperation } from "./operation.ts";
import { runs } from "./query.ts";
import { type NetcfgSection, Route, RoutingRule } from "./schema.ts";
import { presentRules } from "./unmet.ts";

/** How often, and how many seconds apart, the kernel is looked at until networkd has put back what it had */
const looks = 10;
const pauseSeconds = 2;

const networkd = "systemd-networkd.service";
const resolved = "systemd-resolved.service";
const fix = "look at `ip rule`, `ip route show table all` and `journalctl -u systemd-networkd`";

const SavedEntry = Type.Object({
  family: Type.Union([Type.Literal("-4"), Type.Literal("-6")]),
  object: Type.Union([Type.Literal("route"), Type.Literal("rule")]),
  words: Type.Array(Type.String()),
});

const Saved = Type.Object({
  /** Routes and rules before, where the actions change any; null where they do not */
  entries: Type.Union([Type.Array(SavedEntry), Type.Null()]),
  /** Those of the routes that one cannot tell whether they are a router's own: not to be put back */
  shared: Type.Optional(Type.Array(SavedEntry)),
  /** Links whose routes the actions change: on others, routes come and go without us */
  links: Type.Array(Type.String()),
  /** Drop-ins of ours that were there: where one belongs may only show while applying */
  dropIns: Type.Optional(Type.Array(Type.String())),
  /** What the document names: of what came since, only that is ours to take away */
  named: Type.Optional(Type.Object({ routing: Type.Array(Route), routing_rules: Type.Array(RoutingRule) })),
  /** Whether resolved ran, where the actions change what it reads */
  resolvedRan: Type.Optional(Type.Boolean()),
});
type Saved = Static<typeof Saved>;

/** Notes what is in the kernel; in the chroot nothing runs, and the files are all there is */
export async function checkpointNetcfg(
  host: Host,
  { routing = [], routing_rules = [] }: NetcfgSection,
  actions: readonly Action<NetcfgOperation>[],
): Promise<Json> {
  const live = host.stage === "live";
  const names = actions.some(({ operations }) => operations.some(operation => operation.do === "resolve"));
  const links = actions.flatMap(({ resource }) => /^routes?\/(.+)$/.exec(resource)?.[1] ?? []);
  const changes = live && (links.length > 0 || touchesRules(actions));
  const routes = changes ? await routesOf(host, links) : [];
  const saved: Saved = {
    entries: changes
      ? [...routes.map(routeEntry), ...(await readRules(host)).map(ruleEntry)].map(copy)
      : null,
    shared: routes
      .filter(({ shared }) => shared)
      .map(routeEntry)
      .map(copy),
    links: [...new Set(links)],
    dropIns: Object.keys(await readDropIns(host.files)),
    named: { routing, routing_rules },
    ...(live && names ? { resolvedRan: await runs(host, resolved) } : {}),
  };
  return saved;
}

/** The files are back: networkd and resolved read them, and what only the new ones brought goes */
export async function rollbackNetcfg(host: Host, saved: Json): Promise<void> {
  const { entries, links, dropIns, named, resolvedRan } = readSaved(Saved, saved, "netcfg");
  const removal: UndoStep = {
    what: "take new files of routes away",
    undo: () => removeNewDropIns(host, dropIns ?? []),
  };
  const live: UndoStep[] = [
    ...(entries === null ? [] : [{ what: "have the old files read", undo: () => reload(host) }]),
    ...(entries === null || named === undefined
      ? []
      : [{ what: "take new routes and rules away", undo: () => takeNew(host, entries, links, named) }]),
    ...(resolvedRan === undefined
      ? []
      : [{ what: resolved, undo: () => restoreResolved(host, resolvedRan) }]),
  ];
  const steps = [...(dropIns === undefined ? [] : [removal]), ...(host.stage === "live" ? live : [])];
  await undoAll(steps, { tried: "cannot bring routes and names back to what they were", fix });
}

/** The links of all plugins are back: networkd sets routes and rules again, and what it never set we do */
export async function resumeNetcfg(host: Host, saved: Json): Promise<void> {
  const { entries, shared = [], links } = readSaved(Saved, saved, "netcfg");
  if (host.stage !== "live" || entries === null) return;
  const lost = async (): Promise<Entry[]> =>
    without(entries, [...shared, ...(await entriesNow(host, links))]);
  for (let look = 0; look < looks && (await lost()).length > 0; look += 1)
    await host.clock.sleep(pauseSeconds);
  const steps = (await lost()).map(entry =>
    change(host, [entry.family, entry.object, "add", ...entry.words]),
  );
  await undoAll(steps, { tried: "cannot put back routes and rules that were there", fix });
}

function touchesRules(actions: readonly Action<NetcfgOperation>[]): boolean {
  return actions.some(({ resource }) => resource.startsWith("routing_rules"));
}

async function entriesNow(host: Host, links: readonly string[]): Promise<Entry[]> {
  return [...(await routesOf(host, links)).map(routeEntry), ...(await readRules(host)).map(ruleEntry)];
}

async function routesOf(host: Host, links: readonly string[]): Promise<KernelRoute[]> {
  return (await readRoutes(host)).filter(({ link }) => links.includes(link));
}

function copy(entry: Entry): Static<typeof SavedEntry> {
  return { ...entry, words: [...entry.words] };
}

/** The manager knows only those whose place showed when it was planned */
async function removeNewDropIns(host: Host, before: readonly string[]): Promise<void> {
  const now = Object.keys(await readDropIns(host.files));
  for (const path of now) if (!before.includes(path)) await removeFile(host, path);
}

/** Others may have set routes and rules in the meantime: those stay */
async function takeNew(
  host: Host,
  entries: readonly Entry[],
  links: readonly string[],
  { routing, routing_rules }: NonNullable<Saved["named"]>,
): Promise<void> {
  const routes = (await routesOf(host, links)).filter(live => routing.some(route => isRoute(route, live)));
  const wanted = routing_rules.flatMap(rulesOf);
  const rules = presentRules(wanted, await readRules(host));
  const fresh = without([...routes.map(routeEntry), ...rules.map(ruleEntry)], entries);
  await undoAll(
    fresh.map(entry => change(host, deleting(entry))),
    { tried: "cannot take new routes and rules away", fix },
  );
}

/** networkd may have done it in between: nothing to delete, or there already, is what was wanted */
function change(host: Host, command: string[]): UndoStep {
  return {
    what: command.join(" "),
    undo: async () => {
      const { exit, stderr } = await host.run("ip", command, { allowedExits: [0, 2] });
      if (exit === 0 || /No such (process|file)|Cannot find device|File exists/.test(stderr)) return;
      await host.run("ip", command);
    },
  };
}

function without(entries: readonly Entry[], others: readonly Entry[]): Entry[] {
  const keys = new Set(others.map(keyOf));
  return entries.filter(entry => !keys.has(keyOf(entry)));
}

function keyOf({ family, object, words }: Entry): string {
  return [family, object, ...words].join(" ");
}

async function reload(host: Host): Promise<void> {
  if (await runs(host, networkd)) await host.run("networkctl", ["reload"]);
}

async function restoreResolved(host: Host, ran: boolean): Promise<void> {
  await host.run("systemctl", [ran ? "restart" : "stop", resolved], { allowedExits: [0, 4, 5] });
}
