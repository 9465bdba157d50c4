import type { Static, TSchema } from "@sinclair/typebox";
import { Check } from "@sinclair/typebox/value";
import { Failure } from "../host/failure.ts";
import type { Host, Stage } from "../host/host.ts";
import type { Json } from "../host/json.ts";
import type { StateDocument } from "../state/document.ts";
import type { Problem } from "../state/problem.ts";
import type { Action } from "./action.ts";

/** What plan may know besides current and desired */
export interface PlanContext {
  stage: Stage;
  /** Keys of the resources of this plugin that an earlier document created; only these may be deleted unasked */
  owned: readonly string[];
  /** Somebody said `--force`: what is refused only to protect people from themselves is done */
  force?: boolean;
}

/** Tells the person what is going on: progress, a fallback taken, a restart that is needed */
export type Report = (message: string) => void;

/** What the author of a plugin writes; definePlugin makes a Plugin of it */
export interface PluginDefinition<Section extends TSchema, Current, Operation> {
  name: string;
  /** One line for help and docs */
  description: string;
  /** Names of plugins whose actions come before this one's */
  after: readonly string[];
  schema: Section;
  /** False when its keys stand elsewhere in the document: then nothing of its name may stand under `plugins` */
  ownSection?: boolean;
  /** What a document says to this plugin, undefined when nothing; unless given, what stands under `plugins` */
  section?(document: StateDocument): Json | undefined;
  /** Brings another spelling (a list for a map) into canonical form; pure, leaves alone what it does not know */
  normalise?(section: Json): Json;
  /** Cross references that a schema cannot say; pointers are relative to the section */
  check?(section: Static<Section>, document: StateDocument): Problem[];
  /** Reads the machine as far as the section speaks of it; changes nothing */
  query(host: Host, section: Static<Section>): Promise<Current>;
  /** Pure: the same input gives the same actions, one for every resource */
  plan(current: Current, section: Static<Section>, context: PlanContext): Action<Operation>[];
  /** A section that describes this machine, as far as it is worth a document's while: what it says holds, none of it is removed by it */
  capture?(host: Host): Promise<Static<Section>>;
  /** Executes one operation; throws a Failure when it did not work */
  apply(host: Host, operation: Operation, report: Report): Promise<void>;
  /** Saves what rollback needs besides the files that the actions name */
  checkpoint?(host: Host, section: Static<Section>, actions: readonly Action<Operation>[]): Promise<Json>;
  /**
   * Called when the saved files are back in place: brings the running machine back in line with them.
   * What cannot be put back it returns, a line each, for console and ledger: own words, never a program's. `late`: the
   * transaction was through, and the machine was used since; what people may have filled then stays, and is returned
   */
  rollback?(host: Host, saved: Json, report: Report, late: boolean): Promise<void> | Promise<string[]>;
  /**
   * Called once the rollback of every plugin is over, in the order of apply: starts again what ran before.
   * Rollbacks go in reverse, so only now are its packages, accounts, units and links there
   */
  resume?(host: Host, saved: Json, report: Report): Promise<void>;
}

/** A plugin as manager and installer see it, its private types hidden */
export interface Plugin {
  readonly name: string;
  readonly description: string;
  readonly after: readonly string[];
  readonly schema: TSchema;
  /** Whether a section of its name may stand under `plugins` */
  readonly ownSection: boolean;
  /** What a document says to this plugin; undefined means: leave its domain alone */
  section(document: StateDocument): Json | undefined;
  normalise(section: Json): Json;
  /** The plugin with its section of a document; fails when the section is not valid for the schema */
  open(section: Json): Domain;
  /** What a document would say to it to describe this machine; undefined when it cannot tell */
  capture(host: Host): Promise<Json | undefined>;
  /** What stays changed, a line each; usually nothing does */
  rollback(host: Host, saved: Json, report: Report, late?: boolean): Promise<string[]>;
  resume(host: Host, saved: Json, report: Report): Promise<void>;
}

/** A plugin together with its section of one document */
export interface Domain {
  readonly plugin: Plugin;
  check(document: StateDocument): Problem[];
  /** The machine as it is now, in the plugin's own shape */
  query(host: Host): Promise<unknown>;
  /** Queries and plans */
  plan(host: Host, context: PlanContext): Promise<PlannedAction[]>;
  checkpoint(host: Host, actions: readonly PlannedAction[]): Promise<Json>;
}

/** An action that knows how to apply itself */
export interface PlannedAction extends Action {
  readonly plugin: string;
  apply(host: Host, report: Report): Promise<void>;
}

/** Hides a plugin's private types behind the interface that all of them share */
export function definePlugin<Section extends TSchema, Current, Operation>(
  definition: PluginDefinition<Section, Current, Operation>,
): Plugin {
  const { name, description, after, schema, ownSection = true } = definition;
  const plugin: Plugin = {
    name,
    description,
    after,
    schema,
    ownSection,
    section: document => (definition.section ? definition.section(document) : document.plugins[name]),
    normalise: section => definition.normalise?.(section) ?? section,
    open: section => openDomain(definition, plugin, section),
    capture: async host => asJson(await definition.capture?.(host)),
    rollback: async (host, saved, report, late = false) => {
      const left = await definition.rollback?.(host, saved, report, late);
      return Array.isArray(left) ? left : [];
    },
    resume: async (host, saved, report) => {
      await definition.resume?.(host, saved, report);
    },
  };
  return plugin;
}

/** Sections are JSON: nothing is lost, and no key stays that is undefined */
function asJson(section: unknown): Json | undefined {
  return section === undefined ? undefined : JSON.parse(JSON.stringify(section));
}

function openDomain<Section extends TSchema, Current, Operation>(
  definition: PluginDefinition<Section, Current, Operation>,
  plugin: Plugin,
  section: Json,
): Domain {
  if (!Check(definition.schema, section)) throw invalidSection(definition.name);
  const desired: Static<Section> = section;
  const plans = new WeakMap<PlannedAction, Action<Operation>>();

  const planned = (action: Action<Operation>): PlannedAction => {
    const result: PlannedAction = {
      ...action,
      plugin: definition.name,
      apply: async (host, report) => {
        for (const operation of action.operations) await definition.apply(host, operation, report);
      },
    };
    plans.set(result, action);
    return result;
  };

  return {
    plugin,
    check: document => definition.check?.(desired, document) ?? [],
    query: host => definition.query(host, desired),
    plan: async (host, context) =>
      definition.plan(await definition.query(host, desired), desired, context).map(planned),
    checkpoint: async (host, actions) => {
      const own = actions.map(action => plans.get(action)).filter(action => action !== undefined);
      return (await definition.checkpoint?.(host, desired, own)) ?? null;
    },
  };
}

function invalidSection(name: string): Failure {
  return new Failure({
    kind: "input",
    tried: `cannot read what the document says to the plugin ${name}`,
    found: "a value that does not fit its schema",
    needs: "a document that `groundstate check` accepts",
  });
}
