import { enterChroot, leaveChroot, runInside } from "../chroot/chroot.ts";
import type { StepVoice } from "../engine.ts";
import { type Install, needed, target } from "../install.ts";
import { basePackages } from "./base-packages.ts";
import { provisionerPackage } from "./provisioner-package.ts";

/** Keyring that vouches for the mirror */
export const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** Debootstraps the suite from a mirror, then adds the provisioner's package from the medium */
export async function layDownDebootstrap(install: Install, voice: StepVoice): Promise<void> {
  const { host, settings, medium } = install;
  const packages = await basePackages(host.files, medium);
  const options = ["--variant=minbase", `--keyring=${keyring}`, `--include=${packages.join(",")}`];
  await host.run("debootstrap", [...options, settings.suite, target, needed(settings.mirror, "mirror")], {
    timeout: 4 * 3600,
    environment: { DEBIAN_FRONTEND: "noninteractive" },
    onLine: debootstrapProgress(voice),
  });
  await installProvisioner(install, voice);
}

/** debootstrap tells each package three times: retrieving, unpacking, configuring */
export function debootstrapProgress(voice: StepVoice): (line: string) => void {
  const seen = { Retrieving: 0, Unpacking: 0, Configuring: 0 };
  return line => {
    voice.line(line);
    const [, word] = /^I: (Retrieving|Unpacking|Configuring) /.exec(line) ?? [];
    if (word !== "Retrieving" && word !== "Unpacking" && word !== "Configuring") return;
    seen[word]++;
    // How many there are is only known when all of them are here.
    if (seen.Unpacking > 0)
      voice.progress(seen.Retrieving + seen.Unpacking + seen.Configuring, 3 * seen.Retrieving);
  };
}

async function installProvisioner({ host, medium }: Install, voice: StepVoice): Promise<void> {
  const deb = await provisionerPackage(host.files, medium);
  const inside = "/var/cache/apt/archives/groundstate.deb";
  await host.run("cp", [deb, `${target}${inside}`]);
  await enterChroot(host, target);
  try {
    await runInside(host, target, ["dpkg", "--install", inside], { timeout: 900, onLine: voice.line });
  } finally {
    await leaveChroot(host, target);
    await host.files.remove(`${target}${inside}`);
  }
}
