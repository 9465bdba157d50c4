import type { Timer } from "./schema.ts";

/** The text of a timer unit */
export function timerUnit(name: string, timer: Timer): string {
  const unit = timer.unit ?? name.replace(/\.timer$/, ".service");
  const calendars = timer.on_calendar === undefined ? [] : [timer.on_calendar].flat();
  return [
    "[Unit]",
    `Description=${timer.description ?? `Starts ${unit}`}`,
    "",
    "[Timer]",
    ...calendars.map(expression => `OnCalendar=${expression}`),
    ...line("OnBootSec", timer.on_boot_sec),
    ...line("OnUnitActiveSec", timer.on_unit_active_sec),
    ...line("RandomizedDelaySec", timer.randomized_delay_sec),
    ...line("Persistent", timer.persistent),
    `Unit=${unit}`,
    "",
    "[Install]",
    "WantedBy=timers.target",
  ].join("\n");
}

function line(key: string, value: string | boolean | undefined): string[] {
  return value === undefined ? [] : [`${key}=${value}`];
}
