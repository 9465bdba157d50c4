import { unitFolder } from "../../host/units/unit-files.ts";
import { unitName } from "../../host/units/unit-name.ts";
import type { Service, SystemdSection } from "./schema.ts";
import { timerUnit } from "./timer-unit.ts";

/** Whether a unit starts at boot */
export type Boot = "enabled" | "disabled" | "masked";

/** What the document wants of one unit, whichever parts of the section say it; what is unset is left alone */
export interface WantedUnit {
  unit: string;
  boot?: Boot;
  running?: boolean;
}

/** A file below /etc/systemd/system; without content it is to go */
export interface WantedFile {
  resource: string;
  unit: string;
  path: string;
  content?: string;
}

/** The first line of each file of ours */
export const fileHeader = "# Written by groundstate from plugins.systemd; edits do not stay";

/** Everything the section says about enabling and running, one entry for each unit, by name */
export function wantedUnits({ services, timers, custom_units }: SystemdSection): WantedUnit[] {
  const wanted = new Map<string, WantedUnit>();
  const add = (unit: string, more: Omit<WantedUnit, "unit">): void => {
    wanted.set(unit, { ...wanted.get(unit), unit, ...more });
  };
  for (const [name, timer] of Object.entries(timers ?? {})) {
    const on = timer.enabled !== false;
    if (timer.state !== "absent")
      add(unitName(name, "timer"), { boot: on ? "enabled" : "disabled", running: on });
  }
  for (const [unit, { enabled, running, state }] of Object.entries(custom_units ?? {}))
    if (state !== "absent") add(unit, halves({ enabled, running }));
  for (const [name, service] of Object.entries(services ?? {})) add(unitName(name), serviceWants(service));
  return [...wanted.values()].sort((a, b) => (a.unit < b.unit ? -1 : 1));
}

/** Every file that the section names, in the order in which they are written */
export function wantedFiles({ timers, custom_units, drop_ins }: SystemdSection): WantedFile[] {
  const units = [
    ...Object.entries(custom_units ?? {}).map(([unit, { content, state }]) => ({ unit, content, state })),
    ...Object.entries(timers ?? {}).map(([name, timer]) => {
      const unit = unitName(name, "timer");
      return { unit, content: timerUnit(unit, timer), state: timer.state };
    }),
  ].map(({ unit, ...rest }) => ({ unit, ...rest, resource: `unit/${unit}`, path: `${unitFolder}/${unit}` }));
  const dropIns = Object.entries(drop_ins ?? {}).flatMap(([unit, entries]) =>
    Object.entries(entries).map(([name, rest]) => ({
      unit,
      ...rest,
      resource: `drop-in/${unit}/${name}`,
      path: dropInPath(unit, name),
    })),
  );
  return [...units, ...dropIns]
    .flatMap(({ content, state, ...file }) => {
      if (state === "absent") return [file];
      return content === undefined ? [] : [{ ...file, content: wholeFile(content) }];
    })
    .sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
}

/** A timer is checked with the unit that it starts, and a drop-in with the unit that it changes: those come first */
function rank({ resource, unit }: { resource: string; unit: string }): number {
  if (resource.startsWith("drop-in/")) return 2;
  return /\.(timer|socket|path)$/.test(unit) ? 1 : 0;
}

/** Where a drop-in of ours lies: under its own file name, or under one that we make of a plain word */
export function dropInPath(unit: string, name: string): string {
  const file = name.endsWith(".conf") ? name : `50-groundstate-${name}.conf`;
  return `${unitFolder}/${unit}.d/${file}`;
}

function serviceWants({ state, enabled, running }: Service): Omit<WantedUnit, "unit"> {
  return { ...(state === undefined ? {} : stateWants[state]), ...halves({ enabled, running }) };
}

/** Each word of `state` as what it means at boot and now */
export const stateWants: Record<NonNullable<Service["state"]>, Omit<WantedUnit, "unit">> = {
  enabled: { boot: "enabled", running: true },
  disabled: { boot: "disabled", running: false },
  masked: { boot: "masked", running: false },
  started: { running: true },
  running: { running: true },
  stopped: { running: false },
};

function halves({
  enabled,
  running,
}: {
  enabled: boolean | undefined;
  running: boolean | undefined;
}): Omit<WantedUnit, "unit"> {
  return {
    ...(enabled === undefined ? {} : { boot: enabled ? ("enabled" as const) : ("disabled" as const) }),
    ...(running === undefined ? {} : { running }),
  };
}

function wholeFile(content: string): string {
  return `${fileHeader}\n${content.trimEnd()}\n`;
}
