import { namesUser } from "../host/apt-archives.ts";
import type { Json } from "../host/json.ts";
import { childOf } from "./pointer.ts";
import type { Finding } from "./schema-problems.ts";
import { closest } from "./suggest.ts";

/** What the schema cannot say of `bootstrap`: whether a time zone exists, the full name is short enough, the mirror holds no password */
export function bootstrapFindings(document: Json): Finding[] {
  const bootstrap = childOf(document, "bootstrap");
  const text = (key: string): string | undefined => {
    const value = childOf(bootstrap, key);
    return typeof value === "string" ? value : undefined;
  };
  const findings = [
    timezoneFinding(text("timezone")),
    fullNameFinding(text("hostname"), text("domain")),
    mirrorFinding(text("mirror")),
  ];
  return findings.filter(finding => finding !== undefined);
}

function timezoneFinding(zone: string | undefined): Finding | undefined {
  if (zone === undefined || zone === "UTC" || zone.startsWith("Etc/")) return undefined;
  if (isTimezone(zone)) return undefined;
  const near = closest(zone, Intl.supportedValuesOf("timeZone"));
  return finding(
    "/bootstrap/timezone",
    `${JSON.stringify(zone)}, which is no time zone`,
    "an Area/City name of the tz database",
    near === undefined
      ? "choose one that `timedatectl list-timezones` prints"
      : `write ${JSON.stringify(near)}`,
  );
}

/** Names are files in the tz database, so capitals count there, though not in Intl */
function isTimezone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
  } catch {
    return false;
  }
  return zone.split("/").every(part => /^[A-Z]/.test(part));
}

function fullNameFinding(hostname: string | undefined, domain: string | undefined): Finding | undefined {
  if (hostname === undefined || domain === undefined || hostname.length + domain.length < 253)
    return undefined;
  return finding(
    "/bootstrap/domain",
    `a full name of ${hostname.length + domain.length + 1} characters`,
    "at most 253 characters for host name, dot and domain",
    "shorten one of them",
  );
}

function mirrorFinding(mirror: string | undefined): Finding | undefined {
  if (mirror === undefined || !namesUser(mirror)) return undefined;
  return finding(
    "/bootstrap/mirror",
    "an address with a user name or a password",
    "the address alone: everybody on the machine may read the sources of apt",
    "take them out; on the machine they belong into /etc/apt/auth.conf.d (apt_auth.conf(5))",
  );
}

function finding(pointer: string, found: string, needs: string, fix: string): Finding {
  return { problem: { stage: "schema", pointer, found, needs, fix }, part: "value" };
}
