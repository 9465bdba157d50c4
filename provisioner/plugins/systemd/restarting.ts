/** What becomes of a unit that runs when its files change */
export type OnChange = "restart" | "next boot" | "reload";

/**
 * Services, sockets, timers and paths are restarted. A slice, a target or a mount takes everything below it down with
 * it when it is stopped, and systemd gives most of its settings effect by reading them
 */
export function onChange(unit: string): OnChange {
  if (needed.some(name => unit.startsWith(name))) return "next boot";
  return /\.(service|socket|timer|path)$/.test(unit) ? "restart" : "reload";
}

/** The bus that every daemon talks over is not made to be restarted, and a user's manager has the user's programs in it */
const needed = ["dbus.", "dbus-broker.", "user@", "user-runtime-dir@"];
