import type { PlannedAction } from "../contract/plugin.ts";

/** An instant of an apply: so many calls through the host's door into one action */
export interface Moment {
  plugin: string;
  resource: string;
  /** How many calls of this action are over: none before it, all of them after it */
  calls: number;
  /** The last of them: "useradd", "write"; the action itself once it is over */
  after: string;
  /** Equal for moments of the same kind: one of them stands for all */
  sort: string;
}

/** The instant in an action at which so many of its calls are over */
export function momentOf(action: PlannedAction, calls: number, after: string): Moment {
  const { plugin, resource, kind, operations } = action;
  const [type = ""] = resource.split("/");
  const work = [...new Set(operations.map(operationName))].join(" ");
  return { plugin, resource, calls, after, sort: [plugin, type, kind, work, after].join(", ") };
}

/** What an operation does, in its plugin's own word */
function operationName(operation: unknown): string {
  if (typeof operation === "object" && operation !== null && "do" in operation) return String(operation.do);
  return "an operation";
}

/** One moment of each sort, the first that came */
export function oneOfEachSort(moments: readonly Moment[]): Moment[] {
  return [...new Map([...moments].reverse().map(moment => [moment.sort, moment])).values()].reverse();
}

/** At most so many of them: for each plugin the same share, its last one and others evenly before it */
export function spread(moments: readonly Moment[], most: number): Moment[] {
  const plugins = [...new Set(moments.map(({ plugin }) => plugin))];
  const share = Math.max(1, Math.floor(most / plugins.length));
  return plugins.flatMap(name =>
    evenly(
      moments.filter(({ plugin }) => plugin === name),
      share,
    ),
  );
}

function evenly(moments: readonly Moment[], most: number): Moment[] {
  const step = Math.max(1, moments.length / most);
  const chosen = Array.from({ length: most }, (_, index) => Math.round(moments.length - 1 - index * step));
  return moments.filter((_, index) => chosen.includes(index));
}

/** Whether two are the same instant; how often a program was asked before may differ between two runs */
export function isSameMoment(one: Moment, other: Moment): boolean {
  return one.resource === other.resource && one.sort === other.sort;
}

/** For the report: "users account/anna: after useradd (1)" */
export function momentText({ plugin, resource, calls, after }: Moment): string {
  return `${plugin} ${resource}: ${calls === 0 ? after : `after ${after} (${calls})`}`;
}
