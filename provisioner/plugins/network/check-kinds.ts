import { at, type Finding } from "./finding.ts";
import type { Interface, NetworkSection } from "./schema.ts";
import { circle, portsOf } from "./topology.ts";

/** Keys that belong to one kind only */
const keysOfKinds = {
  match: "ethernet",
  bridge: "bridge",
  bond: "bond",
  vlan: "vlan",
  veth: "veth",
} as const;

/** Keys that fit the kind, the link of a VLAN, the two ends of a pair, what a bond's mode knows, no circles */
export function checkKind(name: string, spec: Interface, section: NetworkSection): Finding[] {
  return [
    ...checkKeys(name, spec),
    ...checkVlan(name, spec, section),
    ...checkVeth(name, spec, section),
    ...checkBond(name, spec, section),
    ...checkCircle(name, section),
  ];
}

function checkKeys(name: string, spec: Interface): Finding[] {
  const foreign = Object.entries(keysOfKinds).flatMap(([key, kind]) =>
    key in spec && spec.type !== kind && spec.type !== `ovs-${kind}` ? [{ key, kind }] : [],
  );
  const misplaced = foreign.map(({ key, kind }) => ({
    pointer: at(name, key),
    found: `${key} on an interface of type ${spec.type}`,
    needs: `${key} on one of type ${kind} only`,
    fix: `set type to ${kind}, or take ${key} out`,
  }));
  const key = spec.type === "vlan" || spec.type === "veth" ? spec.type : undefined;
  if (key === undefined || spec[key] !== undefined) return misplaced;
  const example = key === "vlan" ? '"vlan": {"id": 100, "link": "eth0"}' : '"veth": {"peer": "veth1"}';
  return [
    ...misplaced,
    {
      pointer: `/interfaces/${name}`,
      found: `a ${key} that does not say ${key === "vlan" ? "which" : "its other end"}`,
      needs: `the key ${key}`,
      fix: `add ${example}`,
    },
  ];
}

function checkVlan(name: string, { vlan, mtu }: Interface, { interfaces }: NetworkSection): Finding[] {
  if (vlan === undefined) return [];
  const carrier = interfaces[vlan.link];
  if (carrier === undefined)
    return [
      {
        pointer: at(name, "vlan/link"),
        found: `${vlan.link}, which is no interface of the document`,
        needs:
          "the name of an interface in plugins.network.interfaces, with the addresses that it has itself",
        fix: `add an interface ${vlan.link}, of type ethernet if it is hardware`,
      },
    ];
  if (mtu === undefined || carrier.mtu === undefined || mtu <= carrier.mtu) return [];
  return [
    {
      pointer: at(name, "mtu"),
      found: `MTU ${mtu} on a VLAN of ${vlan.link}, whose MTU is ${carrier.mtu}`,
      needs: "no larger packets than the link under it carries",
      fix: `set it to ${carrier.mtu} or less, or raise that of ${vlan.link}`,
    },
  ];
}

function checkVeth(name: string, { veth }: Interface, { interfaces }: NetworkSection): Finding[] {
  if (veth === undefined) return [];
  const other = interfaces[veth.peer];
  const others = Object.entries(interfaces).filter(
    ([end, spec]) => end !== name && end !== veth.peer && spec.veth?.peer === veth.peer,
  );
  const fits = veth.peer !== name && (other === undefined || other.veth?.peer === name);
  if (fits && others.length === 0) return [];
  return [
    {
      pointer: at(name, "veth/peer"),
      found: fits
        ? `${veth.peer}, which is the peer of ${others.map(([end]) => end).join(", ")} as well`
        : `${veth.peer}, which is no other end of ${name}`,
      needs: "two interfaces of type veth that name each other, or one whose peer has no entry",
      fix: `choose another peer, or give ${veth.peer} "type": "veth" and "veth": {"peer": "${name}"}`,
    },
  ];
}

/** A pair goes as a whole */
export function checkHalfPairs({ interfaces }: NetworkSection): Finding[] {
  return Object.entries(interfaces).flatMap(([name, { veth, state }]) => {
    const isHalf = veth !== undefined && state !== "absent" && interfaces[veth.peer]?.state === "absent";
    if (!isHalf) return [];
    return [
      {
        pointer: at(name, "veth/peer"),
        found: `${veth.peer}, which is to be absent`,
        needs: "both ends of a pair, or none",
        fix: `set state of ${name} to absent too, or take it from ${veth.peer}`,
      },
    ];
  });
}

function checkBond(name: string, spec: Interface, { interfaces }: NetworkSection): Finding[] {
  const { bond } = spec;
  if (bond === undefined || spec.type !== "bond") return [];
  const findings: Finding[] = [];
  if (bond.lacp_rate !== undefined && bond.mode !== "802.3ad")
    findings.push({
      pointer: at(name, "bond/lacp_rate"),
      found: `an LACP rate with mode ${bond.mode ?? "balance-rr"}`,
      needs: "mode 802.3ad, the only one with LACP",
      fix: "set mode to 802.3ad, or take lacp_rate out",
    });
  const withPrimary = ["active-backup", "balance-tlb", "balance-alb"];
  if (bond.primary !== undefined && !withPrimary.includes(bond.mode ?? ""))
    findings.push({
      pointer: at(name, "bond/primary"),
      found: `a primary port with mode ${bond.mode ?? "balance-rr"}`,
      needs: `one of the modes ${withPrimary.join(", ")}`,
      fix: "choose such a mode, or take primary out",
    });
  if (bond.primary !== undefined && !(portsOf(spec).includes(bond.primary) && bond.primary in interfaces))
    findings.push({
      pointer: at(name, "bond/primary"),
      found: `${bond.primary}, which is no port of ${name} with an entry of its own`,
      needs: "a name in bond_ports that is an interface of the document as well",
      fix: `add it to bond_ports, and as an interface "${bond.primary}": {"type": "ethernet"}`,
    });
  return [...findings, ...checkDelays(name, bond)];
}

/** The kernel rounds a delay down to a multiple of miimon, and what it says then is not what was asked for */
function checkDelays(name: string, bond: NonNullable<Interface["bond"]>): Finding[] {
  const { miimon = 100 } = bond;
  return (["updelay", "downdelay"] as const).flatMap(key => {
    const delay = bond[key] ?? 0;
    if (delay === 0 || (miimon > 0 && delay % miimon === 0)) return [];
    return [
      {
        pointer: at(name, `bond/${key}`),
        found: `${delay} ms, while the links are looked at every ${miimon} ms`,
        needs: "a multiple of miimon",
        fix: "change one of the two",
      },
    ];
  });
}

function checkCircle(name: string, section: NetworkSection): Finding[] {
  const way = circle(name, section);
  if (!way || [...way].sort()[0] !== name) return [];
  return [
    {
      pointer: `/interfaces/${name}`,
      found: `${name}, which stands on itself: ${way.join(" on ")}`,
      needs: "ports and links that end in hardware, or in links of their own",
      fix: "take one of them out of the other's ports",
    },
  ];
}
