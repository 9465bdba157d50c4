import type { StepVoice } from "../engine.ts";
import { type Install, target } from "../install.ts";

/** Its two queues take 256 MiB each unless told otherwise; a machine of 1 GiB has not that much to give */
const modestMemory = ["-data-queue", "64", "-frag-queue", "64"];

/** Unpacks the squashfs layers of the medium onto the target, the later ones over the earlier */
export async function layDownImage({ host, medium }: Install, voice: StepVoice): Promise<void> {
  const layers = medium?.layers ?? [];
  const sizes: number[] = [];
  for (const layer of layers) sizes.push((await host.files.facts(layer))?.size ?? 0);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let done = 0;
  for (const [index, layer] of layers.entries()) {
    const size = sizes[index] ?? 0;
    await host.run("unsquashfs", [...modestMemory, "-force", "-percentage", "-dest", target, layer], {
      timeout: 3600,
      onLine: line => {
        const percent = percentIn(line);
        if (percent === undefined) voice.line(line);
        else voice.progress(done + (size * percent) / 100, total);
      },
    });
    done += size;
  }
}

/** unsquashfs -percentage prints bare numbers, one a line */
function percentIn(line: string): number | undefined {
  const text = line.trim();
  return /^\d{1,3}$/.test(text) ? Number(text) : undefined;
}
