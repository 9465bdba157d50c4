import { storageSection } from "../../provisioner/plugins/storage/section.ts";
import type { Problem } from "../../provisioner/state/problem.ts";
import { runChecks } from "../checks/all-checks.ts";
import { packagesMissing, packagesNotOnMedium } from "../checks/medium-packages.ts";
import { askMirrors } from "../checks/mirrors.ts";
import { chooseTarget } from "../disks/choice.ts";
import { listDisks } from "../disks/inventory.ts";
import type { Step } from "../engine.ts";
import type { Install } from "../install.ts";
import { mediumOfSuite } from "../medium.ts";
import { settle } from "../settings.ts";
import { planTarget } from "../storage/target-plan.ts";
import type { Accepted } from "./read-found.ts";
import type { World } from "./world.ts";

/** What preflight starts from and comes to: an install that may begin, or all that stands in the way */
export interface Preparation {
  world: World;
  accepted: Accepted;
  install?: Install;
  problems: Problem[];
}

/** Proves on this machine everything that can be proved before the first write */
export const preflightStep: Step<Preparation> = {
  name: "preflight",
  title: "Check machine, disk and medium",
  weight: 4,
  run: async (preparation, voice) => {
    const { world, accepted } = preparation;
    const { host, medium } = world;
    const { document } = accepted;
    const settings = settle(document.bootstrap ?? {}, world.boot.parameters, medium, world.archives);
    // A person at the console may type the word instead of having it in the document.
    const wipe = settings.wipe || settings.consent === undefined;
    const choice = chooseTarget({ ...document.bootstrap, wipe }, await listDisks(host));
    const planned = choice.disk ? planTarget(storageSection(document), choice.disk) : { problems: [] };
    const serving = mediumOfSuite(medium, settings.suite);
    const offline = (await packagesNotOnMedium(host.files, serving, settings.base, document)).length === 0;
    const fetches = settings.base === "debootstrap" || !offline;
    const mirrors = askMirrors({ clock: host.clock, fetches, report: voice.warn });
    const { plan } = planned;
    const ground = { host, medium, settings, document, plan, fetches, mirrors, report: voice.warn };
    const findings = await runChecks(ground);
    const problems = [...choice.problems, ...planned.problems, ...findings.problems];
    preparation.problems = problems.map(accepted.place);
    if (preparation.problems.length > 0 || !planned.plan) return;
    preparation.install = {
      host,
      medium,
      settings,
      document,
      sha256: accepted.sha256,
      origin: accepted.origin,
      plan: planned.plan,
      sources: findings.sources,
      packagesToAdd: await packagesMissing(host.files, serving, document),
      offline,
      logs: world.logs,
      made: { times: [] },
    };
  },
};
