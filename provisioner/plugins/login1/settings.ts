import type { Policy } from "./schema.ts";
import { microseconds } from "./time-span.ts";

/** The settings of a policy in the order of their lines */
export type SettingName = keyof Policy;

interface Setting {
  key: SettingName;
  /** Its name in logind.conf(5) */
  directive: string;
  /** Property of org.freedesktop.login1.Manager that tells what is in effect; some have none */
  property?: string;
}

/** Every setting; the properties as systemd 257 has them, of an older one those that it knows */
export const settings: readonly Setting[] = [
  plain("kill_user_processes", "KillUserProcesses"),
  plain("kill_only_users", "KillOnlyUsers"),
  plain("kill_exclude_users", "KillExcludeUsers"),
  timed("user_stop_delay_sec", "UserStopDelay"),
  plain("remove_ipc", "RemoveIPC"),
  plain("idle_action", "IdleAction"),
  timed("idle_action_sec", "IdleAction"),
  timed("stop_idle_session_sec", "StopIdleSession"),
  plain("sessions_max", "SessionsMax"),
  plain("inhibitors_max", "InhibitorsMax"),
  timed("inhibit_delay_max_sec", "InhibitDelayMax"),
  plain("handle_power_key", "HandlePowerKey"),
  plain("handle_power_key_long_press", "HandlePowerKeyLongPress"),
  plain("handle_reboot_key", "HandleRebootKey"),
  plain("handle_reboot_key_long_press", "HandleRebootKeyLongPress"),
  plain("handle_suspend_key", "HandleSuspendKey"),
  plain("handle_suspend_key_long_press", "HandleSuspendKeyLongPress"),
  plain("handle_hibernate_key", "HandleHibernateKey"),
  plain("handle_hibernate_key_long_press", "HandleHibernateKeyLongPress"),
  plain("handle_lid_switch", "HandleLidSwitch"),
  plain("handle_lid_switch_external_power", "HandleLidSwitchExternalPower"),
  plain("handle_lid_switch_docked", "HandleLidSwitchDocked"),
  timed("holdoff_timeout_sec", "HoldoffTimeout"),
  // in bytes there, whatever the file says
  { key: "runtime_directory_size", directive: "RuntimeDirectorySize" },
  plain("runtime_directory_inodes_max", "RuntimeDirectoryInodesMax"),
  plain("n_auto_vts", "NAutoVTs"),
  { key: "reserve_vt", directive: "ReserveVT" },
];

function plain(key: SettingName, name: string): Setting {
  return { key, directive: name, property: name };
}

function timed(key: SettingName, name: string): Setting {
  return { key, directive: `${name}Sec`, property: `${name}USec` };
}

/** A value as it stands in the file */
export function written(value: NonNullable<Policy[SettingName]>): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return Array.isArray(value) ? value.join(" ") : String(value);
}

/** A value as the property tells it, in the form that `told` gives it */
export function expected(property: string, value: NonNullable<Policy[SettingName]>): string {
  return property.endsWith("USec") ? String(microseconds(String(value))) : written(value);
}

/** A property's value from the bus as text: 64 bit numbers come as bigint, which JSON does not know */
export function told(value: unknown): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return Array.isArray(value) ? value.join(" ") : String(value);
}
