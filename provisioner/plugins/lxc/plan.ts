import { type Action, type Change, nothingToDo } from "../../contract/action.ts";
import type { PlanContext } from "../../contract/plugin.ts";
import { canonicalAddress } from "../../state/ip-address.ts";
import { configPath, draftPath, networkFileInside, rootfsPath } from "./paths.ts";
import { autostartUnit, type ContainerFacts, type LxcFacts } from "./query.ts";
import { renderConfig, renderNetworkInside } from "./render.ts";
import type { Container, LxcSection } from "./schema.ts";

/** What applying can do */
export type LxcOperation =
  /** Makes the root file system: a snapshot of the base image, made a machine of its own */
  | { do: "create"; name: string; container: Container }
  | { do: "configure"; name: string; container: Container }
  | { do: "enable-autostart" }
  /** Starts it, and waits until it has its static address, if it is to have one */
  | { do: "start"; name: string; address?: string }
  | { do: "stop"; name: string };

/** Pure: each container, the unit that starts them at boot, those no longer named, and which of them run */
export function planLxc(facts: LxcFacts, section: LxcSection, context: PlanContext): Action<LxcOperation>[] {
  const names = Object.keys(section.containers).sort();
  return [
    ...names.flatMap(name => planContainer(name, facts, section.containers[name])),
    ...facts.others.map(leaveAlone),
    planAutostart(facts, section),
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
  if (!found?.rootfs) return [planCreation(name, facts, container)];
  const changes = differences(name, found, facts, container);
  if (changes.length === 0) return [nothingToDo(resource)];
  const restart = found.state === "RUNNING" ? "; it takes effect when the container is restarted" : "";
  return [
    {
      kind: "modify",
      resource,
      summary: `configure container ${name}${restart}`,
      changes,
      class: "reversible",
      phase: "configure",
      files: [configPath(name)], // what lies inside is the container's: the plugin saves that itself
      operations: [{ do: "configure", name, container }],
    },
  ];
}

function planCreation(name: string, facts: LxcFacts, container: Container): Action<LxcOperation> {
  const { template, config = {} } = container;
  const available =
    facts.templates.length > 0 ? facts.templates.join(", ") : "none: there is no /.snapshots/base";
  const missing = `there is no template ${template} on this machine; available: ${available}`;
  const unfinished = `${draftPath(name)} is left from a time before; look into it, and move it away if nobody needs it`;
  const refused = !facts.templates.includes(template)
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

function change(path: string, from: string | undefined, to: string): Change {
  return { path, ...(from === undefined ? {} : { from: settingsIn(from) }), to: settingsIn(to) };
}

/** A file's settings on one line, for people */
function settingsIn(content: string): string {
  return content
    .split("\n")
    .filter(line => line !== "" && !line.startsWith("#"))
    .join("; ");
}

/** A container holds data: one that the document no longer names is named here, and never deleted */
function leaveAlone(name: string): Action<never> {
  return {
    ...nothingToDo(`container/${name}`),
    summary: `container ${name} is no longer in the document; it stays as it is (lxc-destroy --name ${name} deletes it)`,
  };
}

function planAutostart({ autostart }: LxcFacts, { containers }: LxcSection): Action<LxcOperation> {
  const resource = `unit/${autostartUnit}`;
  const wanted = Object.values(containers).some(container => container.autostart === true);
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
  { containers }: LxcFacts,
  container: Container | undefined,
  { stage }: PlanContext,
): Action<LxcOperation>[] {
  if (container?.state === undefined) return [];
  const resource = `running/${name}`;
  const { state, addresses = [] } = containers[name] ?? {};
  const wanted = container.state === "started" ? "RUNNING" : "STOPPED";
  const address = wanted === "RUNNING" ? staticAddress(container) : undefined;
  const unreachable = address !== undefined && !addresses.includes(address);
  if (stage === "live" && (state ?? "STOPPED") === wanted && !unreachable) return [nothingToDo(resource)];
  const starts = wanted === "RUNNING";
  return [
    {
      kind: "modify",
      resource,
      summary: `${starts ? "start" : "stop"} container ${name}${unreachable ? ` with address ${address}` : ""}`,
      changes: [{ path: "state", ...(state === undefined ? {} : { from: state }), to: wanted }],
      class: "reversible",
      phase: "start",
      needsLive: true,
      files: [],
      operations: [
        starts ? { do: "start", name, ...(address === undefined ? {} : { address }) } : { do: "stop", name },
      ],
    },
  ];
}

/** The address that the container must have once it runs */
function staticAddress({ config }: Container): string | undefined {
  const ip = config?.network?.ip;
  return ip === undefined ? undefined : canonicalAddress(ip.split("/")[0] ?? ip);
}
