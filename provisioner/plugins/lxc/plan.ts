import { type Action, type Change, nothingToDo } from "../../contract/action.ts";
import type { PlanContext } from "../../contract/plugin.ts";
import { canonicalAddress } from "../../state/ip-address.ts";
import { needingRestart } from "./live-limits.ts";
import type { LxcOperation } from "./operation.ts";
import {
  configPath,
  containersDirectory,
  draftPath,
  networkFileInside,
  rootfsPath,
  templatesDirectory,
} from "./paths.ts";
import { planLimits } from "./plan-limits.ts";
import { autostartUnit, type ContainerFacts, type LxcFacts } from "./query.ts";
import { header, renderConfig, renderNetworkInside } from "./render.ts";
import { type Container, type LxcSection, templateOf } from "./schema.ts";

/** Pure: each container, the unit that starts them at boot, those no longer named, and which of them run */
export function planLxc(facts: LxcFacts, section: LxcSection, context: PlanContext): Action<LxcOperation>[] {
  const names = Object.keys(section.containers).sort();
  return [
    ...names.flatMap(name => planContainer(name, facts, section.containers[name])),
    ...facts.others.map(leaveAlone),
    planAutostart(facts, section),
    ...planLimits(facts, section),
    ...names.flatMap(name => planRunning(name, facts, section.containers[name], context)),
  ];
}

function planContainer(
  name: string,
  facts: LxcFacts,
  container: Container | undefined,
): Action<LxcOperation>[] {
  if (!container) return [];
  const resource = `container/${name}`;
  const found = facts.containers[name];
  if (container.state === "absent") return [planDeletion(name, found)];
  if (!found?.rootfs) return [planCreation(name, facts, container)];
  const changes = differences(name, found, facts, container);
  if (changes.length === 0) return [nothingToDo(resource)];
  const runs = found.state === "RUNNING";
  const restart = runs && needsRestart(name, found, facts, container);
  const effect = restart ? "when the container is restarted" : "at once";
  return [
    {
      kind: "modify",
      resource,
      summary: `configure container ${name}${runs ? `; it takes effect ${effect}` : ""}`,
      changes,
      class: "reversible",
      phase: "configure",
      files: [configPath(name)], // what lies inside is the container's: the plugin saves that itself
      operations: [{ do: "configure", name, container }, ...(runs ? [{ do: "adjust" as const, name }] : [])],
    },
  ];
}

/** Memory and processors can change while it runs; its network cannot */
function needsRestart(name: string, found: ContainerFacts, machine: LxcFacts, container: Container): boolean {
  const config = renderConfig(name, container, machine);
  return (
    needingRestart(found.config ?? "") !== needingRestart(config) ||
    found.networkInside !== renderNetworkInside(container)
  );
}

function planDeletion(name: string, found: ContainerFacts | undefined): Action<LxcOperation> {
  const resource = `container/${name}`;
  if (!found?.rootfs && found?.config === undefined) return nothingToDo(resource);
  const foreign = `its configuration ${configPath(name)} is not written by Groundstate; lxc-destroy --name ${name} deletes it`;
  return {
    kind: "delete",
    resource,
    summary: `delete container ${name} with all its data`,
    changes: [{ path: "state", from: found.state ?? "present", to: "absent" }],
    class: "irreversible",
    phase: "configure",
    ...(found.config?.startsWith(header) ? {} : { refused: foreign }),
    files: [],
    operations: [{ do: "delete", name }],
  };
}

function planCreation(name: string, facts: LxcFacts, container: Container): Action<LxcOperation> {
  const { storage, config = {} } = container;
  const template = templateOf(container);
  const available =
    facts.templates.length > 0 ? facts.templates.join(", ") : "none: there is no /.snapshots/base";
  const missing = `there is no template ${template} on this machine; available: ${available}; another is made as a btrfs subvolume ${templatesDirectory}/${template}`;
  const unfinished = `${draftPath(name)} is left from a time before; look into it, and move it away if nobody needs it`;
  const elsewhere = `there is no storage ${storage}: containers lie on the btrfs of ${containersDirectory}; take "storage" out`;
  const refused =
    storage !== undefined && storage !== "btrfs"
      ? { refused: elsewhere }
      : !facts.templates.includes(template)
        ? { refused: missing }
        : facts.containers[name]?.draft
          ? { refused: unfinished }
          : {};
  return {
    kind: "create",
    resource: `container/${name}`,
    summary: `create container ${name} from ${template}`,
    changes: [
      { path: "template", to: template },
      ...Object.entries(config.network ?? {})
        .sort()
        .map(([key, value]) => ({ path: `network.${key}`, to: value })),
    ],
    class: "reversible",
    phase: "configure",
    ...refused,
    files: [configPath(name)],
    operations: [
      { do: "create", name, container },
      { do: "configure", name, container },
    ],
  };
}

function differences(name: string, found: ContainerFacts, machine: LxcFacts, container: Container): Change[] {
  const config = renderConfig(name, container, machine);
  const network = renderNetworkInside(container);
  return [
    ...(found.config === config ? [] : [change(configPath(name), found.config, config)]),
    ...(found.networkInside === network
      ? []
      : [change(`${rootfsPath(name)}${networkFileInside}`, found.networkInside, network)]),
  ];
}

/** What differs alone; a configuration is long */
function change(path: string, from: string | undefined, to: string): Change {
  const [before, after] = [settingsIn(from ?? ""), settingsIn(to)];
  const gone = before.filter(line => !after.includes(line)).join("; ");
  const come = after.filter(line => !before.includes(line)).join("; ");
  return { path, ...(gone !== "" && { from: gone }), ...(come !== "" && { to: come }) };
}

function settingsIn(content: string): string[] {
  return content.split("\n").filter(line => line !== "" && !line.startsWith("#"));
}

/** A container holds data: one that the document no longer names is told, and never deleted */
function leaveAlone(name: string): Action<never> {
  return {
    ...nothingToDo(`container/${name}`),
    kind: "delete",
    summary: `container ${name} is no longer in the document`,
    advisory: `it stays as it is; name it again, or write "state": "absent" for it to delete it with its data`,
  };
}

function planAutostart({ autostart }: LxcFacts, { containers }: LxcSection): Action<LxcOperation> {
  const resource = `unit/${autostartUnit}`;
  const wanted = Object.values(containers).some(
    ({ autostart, state }) => autostart === true && state !== "absent",
  );
  // The package enables its unit when it comes
  if (!wanted || autostart !== "disabled") return nothingToDo(resource);
  return {
    kind: "modify",
    resource,
    summary: "start containers at boot",
    changes: [{ path: "enabled", from: false, to: true }],
    class: "reversible",
    phase: "configure",
    files: [],
    operations: [{ do: "enable-autostart" }],
  };
}

function planRunning(
  name: string,
  facts: LxcFacts,
  container: Container | undefined,
  { stage }: PlanContext,
): Action<LxcOperation>[] {
  if (container?.state === undefined || container.state === "absent") return [];
  const resource = `running/${name}`;
  const found = facts.containers[name];
  const { state, addresses = [] } = found ?? {};
  const wanted = container.state === "started" ? "RUNNING" : "STOPPED";
  const address = wanted === "RUNNING" ? staticAddress(container) : undefined;
  const unreachable = address !== undefined && !addresses.includes(address);
  if (stage === "live" && (state ?? "STOPPED") === wanted && !unreachable) return [nothingToDo(resource)];
  const reconfigured = found?.rootfs === true && needsRestart(name, found, facts, container);
  const verb = wanted === "STOPPED" ? "stop" : state === "RUNNING" && reconfigured ? "restart" : "start";
  const operation: LxcOperation =
    address === undefined
      ? { do: verb === "stop" ? "stop" : "start", name }
      : { do: verb === "restart" ? "restart" : "start", name, address };
  return [
    {
      kind: "modify",
      resource,
      summary: `${verb} container ${name}${unreachable ? ` with address ${address}` : ""}`,
      changes: [{ path: "state", ...(state === undefined ? {} : { from: state }), to: wanted }],
      class: "reversible",
      phase: "start",
      needsLive: true,
      files: [],
      operations: [operation],
    },
  ];
}

/** The address that the container must have once it runs */
function staticAddress({ config }: Container): string | undefined {
  const ip = config?.network?.ip;
  return ip === undefined ? undefined : canonicalAddress(ip.split("/")[0] ?? ip);
}
