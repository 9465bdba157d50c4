import { randomUUID } from "node:crypto";
import { documentPath, firstbootMarkerPath } from "../../provisioner/manager/paths.ts";
import { runInside } from "../chroot/chroot.ts";
import type { Step, StepVoice } from "../engine.ts";
import { writeSourcesOfInstall } from "../identity/apt-sources.ts";
import { writeBaseDefaults } from "../identity/base-defaults.ts";
import { writeIdentity } from "../identity/identity-files.ts";
import { ensureLocale } from "../identity/locale.ts";
import { type Install, needed, target } from "../install.ts";
import { fstabText } from "../storage/fstab.ts";

/** Makes the copied Debian this one machine: mounts, names, language, keys, document */
export const identityStep: Step<Install> = {
  name: "identity",
  title: "Give the machine its identity",
  weight: 2,
  run: async (install, voice) => {
    await writeFiles(install);
    await writeBaseDefaults(install.host, target);
    await ensureLocale(install.host, target, install.settings.locale, voice.line);
    await makeHostKeys(install, voice);
    if (!install.offline) await writeSourcesOfInstall(install.host.files, target, install.sources);
  },
};

async function writeFiles({ host, plan, made, settings, document }: Install): Promise<void> {
  const { files } = host;
  const fstab = fstabText(plan.layout, needed(made.fileSystems, "file systems"));
  await files.write(`${target}/etc/fstab`, fstab);
  await writeIdentity(files, target, settings, randomUUID().replaceAll("-", ""));
  await files.makeDirectory(`${target}/etc/groundstate`, { mode: 0o755 });
  await files.write(target + documentPath, `${JSON.stringify(document, null, 2)}\n`, { mode: 0o600 });
  await files.write(target + firstbootMarkerPath, "", { mode: 0o600 });
}

/** Two machines from one image must not share a key */
async function makeHostKeys({ host }: Install, voice: StepVoice): Promise<void> {
  for (const name of await host.files.list(`${target}/etc/ssh`)) {
    if (name.startsWith("ssh_host_")) await host.files.remove(`${target}/etc/ssh/${name}`);
  }
  await runInside(host, target, ["ssh-keygen", "-A"], { timeout: 600, onLine: voice.line });
}
