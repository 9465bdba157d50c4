import type { Report } from "../../contract/plugin.ts";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { options, progress, quietly, wordOf } from "./apt-options.ts";
import type { PackageBackend } from "./backend.ts";
import type { Wanted } from "./operation.ts";
import { refuseSideEffects } from "./side-effects.ts";
import { type Effects, type Simulation, simulate } from "./simulation.ts";
import { unknownPackages } from "./unknown-packages.ts";

/** Packages through apt-get, for systems without PackageKit */
export function aptGet(host: Host, report: Report): PackageBackend {
  const onLine = progress(report);
  return {
    install: async (packages, unwanted, aboutTo) => {
      const words = packages.map(wordOf);
      const purpose = `install ${words.join(", ")}`;
      const simulated = await simulateWithLists(host, packages, report);
      refuseSideEffects(simulated, { asked: unwanted, purpose });
      await aboutTo(simulated.brought);
      await host.run("apt-get", [...options, "install", ...words], { ...quietly, onLine });
    },
    remove: async (names, aboutTo) => {
      const purpose = `remove ${names.join(", ")}`;
      const simulated = effects(await simulate(host, [], names), purpose);
      refuseSideEffects(simulated, { asked: names, purpose });
      await aboutTo(simulated.brought);
      await host.run("apt-get", [...options, "remove", ...names], { ...quietly, onLine });
    },
  };
}

/** When packages are unknown, once more with lists that were fetched anew */
async function simulateWithLists(host: Host, packages: readonly Wanted[], report: Report): Promise<Effects> {
  const purpose = `install ${packages.map(wordOf).join(", ")}`;
  const first = await simulate(host, packages, []);
  if (!("unknown" in first)) return effects(first, purpose);
  report(`no package ${first.unknown.join(", ")} in the package lists; fetching them anew`);
  await host.run("apt-get", ["-o=DPkg::Lock::Timeout=120", "update"], quietly);
  return effects(await simulate(host, packages, []), purpose);
}

function effects(simulation: Simulation, purpose: string): Effects {
  if ("unknown" in simulation) throw unknownPackages(simulation.unknown);
  if (!("conflict" in simulation)) return simulation;
  throw new Failure({ kind: "input", tried: `cannot ${purpose}`, found: simulation.conflict });
}
