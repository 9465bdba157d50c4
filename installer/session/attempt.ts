import { formatProblem } from "../../provisioner/state/format-problems.ts";
import { readAhead } from "../base/read-ahead.ts";
import { askConsent } from "../consent/consent.ts";
import { describeLoss } from "../disks/disk.ts";
import { runSteps, type Step } from "../engine.ts";
import { type Install, needed } from "../install.ts";
import type { Finish } from "../kernel-command-line.ts";
import { recordStep } from "../ledger-blocks.ts";
import { monotonicSeconds } from "../monotonic.ts";
import { allSteps } from "../steps/all-steps.ts";
import { describeInstall } from "./describe-install.ts";
import { type Preparation, preflightStep } from "./prepare.ts";
import { type Accepted, searchDocument } from "./read-found.ts";
import type { World } from "./world.ts";

/** One try from the search for a document to the unmounted disk; undefined when it stopped, and why was said */
export async function attempt(world: World): Promise<Finish | undefined> {
  const { emit } = world;
  const stop = (reason: string): undefined => void emit({ event: "stopped", reason });

  const search = await searchDocument(world);
  if (search.outcome === "nothing") {
    emit({ event: "no-source" });
    return stop("no document was found");
  }
  if (search.outcome === "rejected") {
    emit({ event: "problems", origin: search.origin, problems: search.problems });
    return stop("the document cannot be used as it is; nothing was written");
  }
  emit({ event: "source-found", origin: search.accepted.origin, sha256: search.accepted.sha256 });
  return await installFrom(search.accepted, world, stop);
}

async function installFrom(
  accepted: Accepted,
  world: World,
  stop: (reason: string) => undefined,
): Promise<Finish | undefined> {
  const { emit } = world;
  const begin = monotonicSeconds();
  const total = allSteps.length + 1;
  const preparation: Preparation = { world, accepted, problems: [] };
  const engine = { emit, seconds: monotonicSeconds };
  emit({ event: "steps", steps: [preflightStep, ...allSteps].map(outline) });
  const checked = await runSteps([preflightStep], preparation, { ...engine, numbers: { first: 1, total } });
  if (!checked.ok) return stop(`${checked.step} failed: ${checked.error}; nothing was written`);
  const { install, problems } = preparation;
  if (!install) {
    emit({ event: "problems", origin: accepted.origin, problems });
    return stop("this machine is not what the document needs; nothing was written");
  }
  emit({ event: "plan", lines: [...describeInstall(install), ...accepted.warnings.map(formatProblem)] });
  world.readingAhead ??= readAhead(install.host, install.settings.base, install.medium?.layers ?? []);
  const contents = describeLoss(install.plan.disk);
  if (!(await askConsent({ settings: install.settings, contents }, { emit, inputs: world.inputs })))
    return stop("nobody consented; nothing was written");

  install.made.times.push(...checked.times);
  const done = await runSteps(allSteps, install, { ...engine, numbers: { first: 2, total }, record });
  if (!done.ok) return stop(`${done.step} failed: ${done.error}`);
  emit({
    event: "finished",
    seconds: monotonicSeconds() - begin,
    times: install.made.times,
    ledger: needed(install.made.seal, "sealed ledger"),
    finish: install.settings.finish,
  });
  return install.settings.finish;
}

type Outlined = Pick<Step<never>, "name" | "title" | "weight">;

function outline({ name, title, weight }: Outlined): { step: string; title: string; weight: number } {
  return { step: name, title, weight };
}

async function record(install: Install, time: { step: string; seconds: number }): Promise<void> {
  install.made.times.push(time);
  if (install.made.ledger && time.step !== "seed-ledger") await recordStep(install.made.ledger, time);
}
