import { Failure } from "../../provisioner/host/failure.ts";
import type { Problem } from "../../provisioner/state/problem.ts";
import { basePackages } from "../base/base-packages.ts";
import { provisionerPackage } from "../base/provisioner-package.ts";
import { keyring } from "../identity/apt-sources.ts";
import { type Check, type Ground, machineProblem } from "./ground.ts";
import { askMainMirror } from "./mirrors.ts";

/** Debian itself must be there: the image on the medium, or a mirror that answers and the key that vouches for it */
export const checkBaseSource: Check = async ground =>
  ground.settings.base === "image" ? await checkImage(ground) : await checkMirror(ground);

async function checkImage({ medium, settings }: Ground): Promise<ReturnType<typeof machineProblem>[]> {
  if (!medium || medium.layers.length === 0) {
    return [
      machineProblem(
        "no base image: this live system was not started from a Groundstate medium",
        "live/base.squashfs on the medium",
        'boot the Groundstate medium, or set bootstrap.base to "debootstrap"',
        "/bootstrap/base",
      ),
    ];
  }
  if (settings.suite === medium.suite) return [];
  return [
    machineProblem(
      `suite ${settings.suite}, but the image on the medium is ${medium.suite}`,
      `suite ${medium.suite}, or base debootstrap`,
      'set bootstrap.base to "debootstrap"',
      "/bootstrap/suite",
    ),
  ];
}

async function checkMirror(ground: Ground): Promise<ReturnType<typeof machineProblem>[]> {
  const { host, settings, mirrors } = ground;
  const problems = [];
  if (!(await host.files.facts(keyring))) {
    problems.push(
      machineProblem(`no ${keyring}`, "Debian's archive keys", "apt-get install debian-archive-keyring"),
    );
  }
  problems.push(...(await debootstrapNeeds(ground)));
  const answer = await askMainMirror(mirrors, settings);
  if (answer.kind !== "there") {
    problems.push(
      machineProblem(
        `mirror ${settings.mirror ?? ""}: ${answer.why}`,
        `a mirror that has the suite ${settings.suite}`,
        "check network and address, or name another with bootstrap.mirror or groundstate.mirror=",
        "/bootstrap/mirror",
      ),
    );
  }
  return problems;
}

/** What the base step will look for once the disk is erased */
export async function debootstrapNeeds({ host, medium }: Ground): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const look of [basePackages, provisionerPackage]) {
    try {
      await look(host.files, medium);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const { tried, found = tried, needs = "", fix = "" } = error.parts;
      problems.push(machineProblem(found, needs, fix, "/bootstrap/base"));
    }
  }
  return problems;
}
