import type { LiveLink } from "./live.ts";
import { answersTo, isMeant } from "./meant-link.ts";
import type { Interface, NetworkSection } from "./schema.ts";

/** One setting of a virtual link, in the kernel's terms */
export interface KernelSetting {
  /** What ip calls it in its answers */
  key: string;
  value: string;
}

/** Settings that the kernel takes on a link in use, with ip's word for each; any other needs the link made anew */
const inPlace: Readonly<Record<string, string>> = {
  stp_state: "stp_state",
  priority: "priority",
  vlan_filtering: "vlan_filtering",
  miimon: "miimon",
  updelay: "updelay",
  downdelay: "downdelay",
  min_links: "min_links",
  xmit_hash_policy: "xmit_hash_policy",
  primary: "primary",
};

/** Settings by which a link differs, in a way that only making it anew can change */
const fixed = ["mode", "ad_lacp_rate", "id", "protocol"];

/** Which of a link's settings are looked at at all */
export const knownSettings: readonly string[] = [...Object.keys(inPlace), ...fixed];

/** The words with which ip changes these settings, as far as the kernel lets them be changed */
export function changingWords(settings: readonly KernelSetting[]): string[] {
  return settings.flatMap(({ key, value }) => {
    const word = inPlace[key];
    return word === undefined ? [] : [word, value];
  });
}

/** Pure: what the document says of a virtual link that the running one has otherwise */
export function otherSettings(
  spec: Interface,
  link: LiveLink,
  section: NetworkSection,
  links: readonly LiveLink[],
): KernelSetting[] {
  const { bridge = {}, bond = {}, vlan } = spec;
  const wanted: Record<string, string | number | boolean | undefined> = {
    stp_state: bridge.stp,
    priority: bridge.priority,
    vlan_filtering: bridge.vlan_filtering,
    mode: bond.mode,
    ad_lacp_rate: bond.lacp_rate,
    xmit_hash_policy: bond.hash_policy,
    miimon: bond.miimon,
    updelay: bond.updelay,
    downdelay: bond.downdelay,
    min_links: bond.min_links,
    primary: bond.primary === undefined ? undefined : currentName(bond.primary, section, links),
    id: vlan?.id,
    protocol: vlan ? (vlan.protocol ?? "802.1Q") : undefined,
  };
  return Object.entries(wanted).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const text = typeof value === "boolean" ? String(Number(value)) : String(value);
    return link.settings[key] === text ? [] : [{ key, value: text }];
  });
}

/** Pure: why a running link cannot become what the document says, and has to be made anew; undefined when it can */
export function needsAnew(
  spec: Interface,
  link: LiveLink,
  section: NetworkSection,
  links: readonly LiveLink[],
): string | undefined {
  if (link.kind !== spec.type) return `it is ${link.kind ?? "hardware"}, not ${spec.type}`;
  const lower = spec.vlan?.link ?? spec.veth?.peer;
  const current = lower === undefined ? undefined : currentName(lower, section, links);
  if (current !== undefined && link.lower !== undefined && link.lower !== current)
    return spec.type === "vlan"
      ? `it is a VLAN of ${link.lower}, not of ${current}`
      : `its peer is ${link.lower}, not ${current}`;
  const [other] = otherSettings(spec, link, section, links).filter(({ key }) => fixed.includes(key));
  return (
    other && `its ${settingName(other.key)} is ${link.settings[other.key] ?? "unset"}, not ${other.value}`
  );
}

/** A kernel setting in the document's words */
export function settingName(key: string): string {
  const names: Readonly<Record<string, string>> = {
    ad_lacp_rate: "LACP rate",
    id: "VLAN id",
    xmit_hash_policy: "hash policy",
    stp_state: "STP",
  };
  return names[key] ?? key.replaceAll("_", " ");
}

/** Whether a running link is another one than it was: one that networkd has to make anew from the old file */
export function isAnother(
  was: { kind?: string; lower?: string; settings: Readonly<Record<string, string>> },
  is: LiveLink,
): boolean {
  return (
    was.kind !== is.kind ||
    was.lower !== is.lower ||
    fixed.some(key => was.settings[key] !== is.settings[key])
  );
}

/** What the kernel calls the link of an entry that goes by its MAC, its path or another of its names */
export function currentName(
  name: string,
  { interfaces }: NetworkSection,
  links: readonly LiveLink[],
): string {
  const spec = interfaces[name];
  const meant = links.find(link => (spec ? isMeant(link, name, spec) : answersTo(link, name)));
  return meant?.name ?? name;
}
