import { Failure, type FailureParts } from "../../provisioner/host/failure.ts";
import type { RunResult } from "../../provisioner/host/run.ts";
import { runInside } from "../chroot/chroot.ts";
import { allowServices, forbidServices } from "../chroot/policy.ts";
import { partOf, type StepVoice } from "../engine.ts";
import { keyring, writeSourcesOfInstall } from "../identity/apt-sources.ts";
import { type Install, needed, target } from "../install.ts";
import { aptProgress, debootstrapProgress } from "./apt-progress.ts";
import { basePackages } from "./base-packages.ts";
import { provisionerPackage } from "./provisioner-package.ts";

/** What debootstrap and apt take of the whole, as parts of it */
const debootstrapEnds = 0.3;
const kernelBegins = 0.85;

/** Debootstraps the smallest Debian that has apt; the rest comes from more archives than debootstrap can take */
export async function layDownDebootstrap(install: Install, voice: StepVoice): Promise<void> {
  const { host, settings } = install;
  const mirror = needed(settings.mirror, "mirror");
  const options = ["--variant=minbase", `--keyring=${keyring}`, "--include=ca-certificates"];
  const part = partOf(voice, 0, debootstrapEnds);
  await fetching(settings.suite, mirror, () =>
    host.run("debootstrap", [...options, settings.suite, target, mirror], {
      timeout: 4 * 3600,
      environment: { DEBIAN_FRONTEND: "noninteractive" },
      onLine: debootstrapProgress(part),
    }),
  );
}

/** Everything else of the base, security updates included, then the provisioner; inside the chroot */
export async function completeBase(install: Install, voice: StepVoice): Promise<void> {
  const { host, medium, settings, sources } = install;
  const packages = await basePackages(host.files, medium);
  const quiet = { ...voice, progress: () => undefined };
  const apt = (args: readonly string[], part: StepVoice = quiet): Promise<RunResult> =>
    runInside(host, target, ["apt-get", ...aptOptions, ...args], {
      timeout: 4 * 3600,
      onLine: aptProgress(part),
    });
  await writeSourcesOfInstall(host.files, target, sources);
  await forbidServices(host.files, target);
  try {
    await fetching(settings.suite, [...new Set(sources.now.map(({ uri }) => uri))].join(", "), async () => {
      await apt(["update", "--error-on=any"]); // else what could not be fetched is only a warning
      await apt(["--with-new-pkgs", "upgrade"]);
      await apt(
        ["install", ...packages.filter(name => !isKernel(name))],
        partOf(voice, debootstrapEnds, kernelBegins),
      );
      // Last: whatever else wants a new initramfs finds no kernel yet, so that it is made once. It takes a minute on a slow machine.
      await apt(["install", ...packages.filter(isKernel)], partOf(voice, kernelBegins, 1));
    });
    await apt(["clean"]);
    await installProvisioner(install, voice);
  } finally {
    await allowServices(host.files, target);
  }
}

/** No translated descriptions, and nothing on this disk is worth a sync for each file: it is written out as a whole before it may boot */
const aptOptions: readonly string[] = [
  ...["--yes", "--no-install-recommends"],
  ...["-o", "Acquire::Languages=none", "-o", "DPkg::Options::=--force-unsafe-io"],
];

function isKernel(name: string): boolean {
  return name.startsWith("linux-image-");
}

/** Says where the packages were to come from, beside what the program said last */
async function fetching<T>(suite: string, from: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure({
      kind: error.kind,
      tried: `cannot lay down Debian ${suite} from ${from}: the program ${ending(error.parts)}`,
      found: complaints(error.parts),
      needs: "a mirror that gives every package",
      fix: "check the network, then retry; another mirror is named with bootstrap.mirror or groundstate.mirror=",
      cause: error,
    });
  }
}

function ending({ tried }: FailureParts): string {
  return /(exited with|was ended by|ran into) [^:]*$/.exec(tried)?.[0] ?? "did not start";
}

/** Errors and warnings of the program; where it has none, its last lines */
function complaints({ found = "nothing" }: FailureParts): string {
  const lines = found.split(" | ");
  const said = lines.filter(line => /^[EW]: /.test(line)).map(shortened);
  return (said.length > 0 ? said : lines).join(" | ");
}

/** debootstrap names every package that it did not get */
function shortened(line: string): string {
  return line.length > 240 ? `${line.slice(0, 240)}…` : line;
}

async function installProvisioner({ host, medium }: Install, voice: StepVoice): Promise<void> {
  const deb = await provisionerPackage(host.files, medium);
  const inside = "/var/cache/apt/archives/groundstate.deb";
  await host.run("cp", [deb, `${target}${inside}`]);
  try {
    await runInside(host, target, ["dpkg", "--install", inside], { timeout: 900, onLine: voice.line });
  } finally {
    await host.files.remove(`${target}${inside}`);
  }
}
