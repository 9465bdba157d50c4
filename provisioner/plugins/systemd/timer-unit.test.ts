import { expect, test } from "vitest";
import { timerUnit } from "./timer-unit.ts";

test("a timer starts the service of its name unless told otherwise", () => {
  expect(timerUnit("backup.timer", { on_calendar: "daily" })).toBe(
    [
      "[Unit]",
      "Description=Starts backup.service",
      "",
      "[Timer]",
      "OnCalendar=daily",
      "Unit=backup.service",
      "",
      "[Install]",
      "WantedBy=timers.target",
    ].join("\n"),
  );
});

test("every value of a timer has its line", () => {
  const text = timerUnit("t.timer", {
    description: "Nightly",
    on_calendar: ["daily", "Mon 03:00"],
    on_boot_sec: "10min",
    on_unit_active_sec: "1h",
    randomized_delay_sec: "5min",
    on_startup_sec: "2min",
    on_active_sec: "30s",
    on_unit_inactive_sec: "2h",
    accuracy_sec: "1s",
    fixed_random_delay: true,
    on_clock_change: true,
    on_timezone_change: false,
    wake_system: false,
    remain_after_elapse: true,
    persistent: true,
    unit: "backup.service",
  });

  for (const line of [
    "Description=Nightly",
    "OnCalendar=daily\nOnCalendar=Mon 03:00",
    "OnBootSec=10min",
    "OnUnitActiveSec=1h",
    "RandomizedDelaySec=5min",
    "OnStartupSec=2min",
    "OnActiveSec=30s",
    "OnUnitInactiveSec=2h",
    "AccuracySec=1s",
    "FixedRandomDelay=true",
    "OnClockChange=true",
    "OnTimezoneChange=false",
    "WakeSystem=false",
    "RemainAfterElapse=true",
    "Persistent=true",
    "Unit=backup.service",
  ])
    expect(text).toContain(line);
});
