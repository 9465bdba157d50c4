import type { Domain, PlannedAction, Plugin } from "../contract/plugin.ts";
import type { Host } from "../host/host.ts";
import type { Machine } from "../manager/machine.ts";
import { type Moment, momentOf } from "./moment.ts";

/** Hears of every moment of an apply; what it throws, the action fails with */
export type Visit = (moment: Moment) => void;

/** The same machine, whose actions pass through every moment before they go on */
export function watchedMachine({ host, plugins }: Machine, visit: Visit): Machine {
  return { host, plugins: plugins.map(plugin => watchedPlugin(plugin, visit)) };
}

function watchedPlugin(plugin: Plugin, visit: Visit): Plugin {
  return { ...plugin, open: section => watchedDomain(plugin.open(section), visit) };
}

function watchedDomain(domain: Domain, visit: Visit): Domain {
  const originals = new WeakMap<PlannedAction, PlannedAction>();
  const watched = (action: PlannedAction): PlannedAction => {
    const copy = { ...action, apply: applyWatched(action, visit) };
    originals.set(copy, action);
    return copy;
  };
  return {
    ...domain,
    plan: async (host, context) => (await domain.plan(host, context)).map(watched),
    checkpoint: (host, actions) =>
      domain.checkpoint(
        host,
        actions.map(action => originals.get(action) ?? action),
      ),
  };
}

function applyWatched(action: PlannedAction, visit: Visit): PlannedAction["apply"] {
  return async (host, report) => {
    let calls = 0;
    visit(momentOf(action, calls, "before it"));
    const called = (door: string): void => {
      calls += 1;
      visit(momentOf(action, calls, door));
    };
    await action.apply(watchedHost(host, called), report);
    visit(momentOf(action, calls, "all of it"));
  };
}

/** Tells of each call that may have changed the machine, once it is over */
function watchedHost(host: Host, called: (door: string) => void): Host {
  const { files, bus } = host;
  const told =
    <Args extends unknown[], Answer>(door: string, call: (...args: Args) => Promise<Answer>) =>
    async (...args: Args): Promise<Answer> => {
      const answer = await call(...args);
      called(door);
      return answer;
    };
  return {
    ...host,
    files: {
      ...files,
      write: told("write", files.write),
      link: told("link", files.link),
      remove: told("remove", files.remove),
      removeTree: told("remove folder", files.removeTree),
      makeDirectory: told("make folder", files.makeDirectory),
      setAttributes: told("set mode and owner", files.setAttributes),
    },
    bus: {
      ...bus,
      call: async call => {
        const answer = await bus.call(call);
        called(call.member);
        return answer;
      },
    },
    run: async (program, args, options) => {
      const answer = await host.run(program, args, options);
      called([program, ...args.slice(0, 1)].join(" "));
      return answer;
    },
  };
}
