import { type Static, Type } from "@sinclair/typebox";
import type { Action } from "../../contract/action.ts";
import type { Report } from "../../contract/plugin.ts";
import { readSaved } from "../../contract/saved.ts";
import { type UndoStep, undoAll } from "../../contract/undo-all.ts";
import type { Host } from "../../host/host.ts";
import type { Json } from "../../host/json.ts";
import { withCompanions } from "../../host/units/enable-links.ts";
import { resolveUnit } from "../../host/units/unit-files.ts";
import { SavedUnits, saveUnits, unitSteps, withTriggers } from "../saved-units.ts";
import { dropLink, reload } from "./daemon.ts";
import { readLinkNames, readLinks } from "./live.ts";
import type { NetworkOperation } from "./plan.ts";
import { daemonRuns, daemons } from "./query.ts";
import { ownerOf } from "./render.ts";
import { isBack, isOurs, linkStep, SavedLink, savedLink } from "./restore-link.ts";
import type { NetworkSection } from "./schema.ts";

/** How often, and how many seconds apart, links are looked at until they are back by themselves; at boot DHCP takes its time */
const looks = 45;
const pauseSeconds = 2;

const Saved = Type.Object({
  units: SavedUnits,
  /** Whether networkd ran; without it nothing comes back by itself */
  daemonRan: Type.Boolean(),
  /** Links that are about to be made */
  fresh: Type.Array(Type.String()),
  links: Type.Array(SavedLink),
});
type Saved = Static<typeof Saved>;

/** Saves daemons and links as they are; in the chroot nothing runs, and the daemons' links are all there is */
export async function checkpointNetwork(
  host: Host,
  section: NetworkSection,
  actions: readonly Action<NetworkOperation>[],
): Promise<Json> {
  const live = host.stage === "live";
  const ran = live && (await daemonRuns(host));
  const links = live ? (await readLinks(host, ran)).filter(link => isOurs(link, section)) : [];
  const present = live ? await readLinkNames(host) : [];
  const made = actions
    .flatMap(action => action.files)
    .filter(path => path.endsWith(".netdev"))
    .map(path => ownerOf(path) ?? "");
  const saved: Saved = {
    units: await saveUnits(host, live ? await daemonUnits(host) : [], daemons),
    daemonRan: ran,
    fresh: made.filter(name => name in section.interfaces && !present.includes(name)),
    links: links.map(link => savedLink(link, section, { daemonRuns: ran })),
  };
  return saved;
}

/**
 * The files are back: links that came with the new ones go, networkd reads the old ones, and is itself as enabled
 * and as running as it was. What then does not come back by itself is put back by hand.
 */
export async function rollbackNetwork(host: Host, saved: Json, report: Report): Promise<void> {
  const { units, daemonRan, fresh, links } = readSaved(Saved, saved, "network");
  const daemonSteps = unitSteps(host, units, report);
  const liveSteps: UndoStep[] = [
    ...fresh.map(name => ({ what: `delete link ${name}`, undo: () => dropLink(host, name) })),
    { what: "have the old files read", undo: () => readOldFiles(host) },
    ...daemonSteps,
    ...(daemonRan ? [{ what: "wait for the links", undo: () => waitForLinks(host, links) }] : []),
    ...links.map(link => linkStep(host, link)),
  ];
  await undoAll(host.stage === "live" ? liveSteps : daemonSteps, {
    tried: "cannot bring the network back to what it was",
    fix: "look at `networkctl list` and `journalctl -u systemd-networkd`",
  });
}

/** The daemons with what is enabled along with them, and the sockets that would start them again */
async function daemonUnits(host: Host): Promise<string[]> {
  const units = await withCompanions(host.files, daemons);
  const there = await Promise.all(units.map(unit => resolveUnit(host.files, unit)));
  return withTriggers(
    host,
    there.filter(unit => unit !== undefined),
  );
}

async function readOldFiles(host: Host): Promise<void> {
  if (await daemonRuns(host)) await reload(host);
  else await host.run("udevadm", ["control", "--reload"]);
}

async function waitForLinks(host: Host, saved: readonly SavedLink[]): Promise<void> {
  for (let look = 0; look < looks; look += 1) {
    const links = await readLinks(host, false);
    if (saved.every(link => isBack(link, links))) return;
    await host.clock.sleep(pauseSeconds);
  }
}
