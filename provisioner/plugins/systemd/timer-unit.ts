import type { Timer } from "./schema.ts";

const settings = [
  ["OnClockChange", "on_clock_change"],
  ["OnTimezoneChange", "on_timezone_change"],
  ["OnActiveSec", "on_active_sec"],
  ["OnBootSec", "on_boot_sec"],
  ["OnStartupSec", "on_startup_sec"],
  ["OnUnitActiveSec", "on_unit_active_sec"],
  ["OnUnitInactiveSec", "on_unit_inactive_sec"],
  ["AccuracySec", "accuracy_sec"],
  ["RandomizedDelaySec", "randomized_delay_sec"],
  ["FixedRandomDelay", "fixed_random_delay"],
  ["Persistent", "persistent"],
  ["WakeSystem", "wake_system"],
  ["RemainAfterElapse", "remain_after_elapse"],
] as const satisfies [directive: string, key: keyof Timer][];

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
    ...settings.flatMap(([directive, key]) => line(directive, timer[key])),
    `Unit=${unit}`,
    "",
    "[Install]",
    "WantedBy=timers.target",
  ].join("\n");
}

function line(key: string, value: string | boolean | undefined): string[] {
  return value === undefined ? [] : [`${key}=${value}`];
}
