import { type Static, Type } from "@sinclair/typebox";
import type { Action } from "../../contract/action.ts";
import { readSaved } from "../../contract/saved.ts";
import { type UndoStep, undoAll } from "../../contract/undo-all.ts";
import type { Host } from "../../host/host.ts";
import type { Json } from "../../host/json.ts";
import { type Entry, readRoutes, readRules, routeEntry, ruleEntry } from "./kernel.ts";
import type { NetcfgOperation } from "./operation.ts";
import { runs } from "./query.ts";
import type { NetcfgSection } from "./schema.ts";

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
  /** Links whose routes the actions change: on others, routes come and go without us */
  links: Type.Array(Type.String()),
  /** Whether resolved ran, where the actions change what it reads */
  resolvedRan: Type.Optional(Type.Boolean()),
});
type Saved = Static<typeof Saved>;

/** Notes what is in the kernel; in the chroot nothing runs, and the files are all there is */
export async function checkpointNetcfg(
  host: Host,
  _section: NetcfgSection,
  actions: readonly Action<NetcfgOperation>[],
): Promise<Json> {
  const live = host.stage === "live";
  const names = actions.some(({ operations }) => operations.some(operation => operation.do === "resolve"));
  const links = actions.flatMap(({ resource }) => /^routes?\/(.+)$/.exec(resource)?.[1] ?? []);
  const changes = live && (links.length > 0 || touchesRules(actions));
  const saved: Saved = {
    entries: changes
      ? (await entriesNow(host, links)).map(entry => ({ ...entry, words: [...entry.words] }))
      : null,
    links: [...new Set(links)],
    ...(live && names ? { resolvedRan: await runs(host, resolved) } : {}),
  };
  return saved;
}

/** The files are back: networkd and resolved read them, and what only the new ones brought goes */
export async function rollbackNetcfg(host: Host, saved: Json): Promise<void> {
  if (host.stage !== "live") return;
  const { entries, links, resolvedRan } = readSaved(Saved, saved, "netcfg");
  const steps: UndoStep[] = [
    ...(entries === null ? [] : [{ what: "have the old files read", undo: () => reload(host) }]),
    ...(entries === null
      ? []
      : [{ what: "take new routes and rules away", undo: () => takeNew(host, entries, links) }]),
    ...(resolvedRan === undefined
      ? []
      : [{ what: resolved, undo: () => restoreResolved(host, resolvedRan) }]),
  ];
  await undoAll(steps, { tried: "cannot bring routes and names back to what they were", fix });
}

/** The links of all plugins are back: networkd sets routes and rules again, and what it never set we do */
export async function resumeNetcfg(host: Host, saved: Json): Promise<void> {
  const { entries, links } = readSaved(Saved, saved, "netcfg");
  if (host.stage !== "live" || entries === null) return;
  const lost = async (): Promise<Entry[]> => without(entries, await entriesNow(host, links));
  for (let look = 0; look < looks && (await lost()).length > 0; look += 1)
    await host.clock.sleep(pauseSeconds);
  const steps = (await lost()).map(entry => change(host, "add", entry));
  await undoAll(steps, { tried: "cannot put back routes and rules that were there", fix });
}

function touchesRules(actions: readonly Action<NetcfgOperation>[]): boolean {
  return actions.some(({ resource }) => resource.startsWith("routing_rules"));
}

async function entriesNow(host: Host, links: readonly string[]): Promise<Entry[]> {
  const routes = (await readRoutes(host)).filter(({ link }) => links.includes(link));
  return [...routes.map(routeEntry), ...(await readRules(host)).map(ruleEntry)];
}

async function takeNew(host: Host, entries: readonly Entry[], links: readonly string[]): Promise<void> {
  const fresh = without(await entriesNow(host, links), entries);
  await undoAll(
    fresh.map(entry => change(host, "del", entry)),
    { tried: "cannot take new routes and rules away", fix },
  );
}

/** networkd may have done it in between: nothing to delete, or there already, is what was wanted */
function change(host: Host, verb: "add" | "del", { family, object, words }: Entry): UndoStep {
  const command = [family, object, verb, ...words];
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
