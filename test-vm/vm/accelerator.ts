import { access, constants, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { filesBelow } from "../../provisioner/host/files.ts";
import { run } from "../../provisioner/host/run.ts";
import { start } from "../../provisioner/host/spawn.ts";

/** What makes the guest's processor: the host's own, or QEMU's translation */
export type Accelerator = "kvm" | "tcg";

/** The accelerator to use here; the answer of a probe holds until this host boots again */
export async function chooseAccelerator(iso: string, cacheFolder: string): Promise<Accelerator> {
  const wanted = process.env["GROUNDSTATE_ACCEL"];
  if (wanted === "kvm" || wanted === "tcg") return wanted;
  if (!(await mayUseKvm())) return "tcg";
  const files = filesBelow("/");
  const bootId = (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
  const answer = join(cacheFolder, `accelerator-${bootId}`);
  const known = (await files.read(answer))?.trim();
  if (known === "kvm" || known === "tcg") return known;
  const found = (await kernelBootsWithKvm(iso)) ? "kvm" : "tcg";
  await files.write(answer, `${found}\n`);
  return found;
}

async function mayUseKvm(): Promise<boolean> {
  return access("/dev/kvm", constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
}

const probeSeconds = 20;

/**
 * Boots the ISO's own kernel without a disk: under a working KVM it gives up on its root file system in a second or two.
 * A boot sector would prove too little: nested KVM has been seen that runs the firmware and hangs in the kernel.
 */
async function kernelBootsWithKvm(iso: string): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), "groundstate-kvm-"));
  const console = join(folder, "console");
  try {
    const kernel = join(folder, "vmlinuz");
    await run("xorriso", ["-osirrox", "on", "-indev", iso, "-extract", "/live/vmlinuz", kernel]);
    const qemu = start("qemu-system-x86_64", probeArguments(kernel, console), { log: join(folder, "log") });
    await qemu.wait(probeSeconds); // -no-reboot: the panic ends QEMU
    await qemu.kill();
    return (await readFile(console, "utf8")).includes("Kernel panic - not syncing");
  } catch {
    return false; // whatever goes wrong, the translation works everywhere
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function probeArguments(kernel: string, console: string): string[] {
  return [
    ["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"],
    ["-machine", "q35", "-accel", "kvm", "-cpu", "host", "-smp", "2", "-m", "512"],
    ["-serial", `file:${console}`, "-kernel", kernel, "-append", "console=ttyS0 panic=-1"],
  ].flat();
}
