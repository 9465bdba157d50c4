import type { Host } from "../host/host.ts";
import { isObject } from "../host/json.ts";
import { planDocument } from "../manager/plan.ts";
import { parseDocument } from "../manager/read-document.ts";
import { plugins } from "../plugins/all.ts";
import { atMost, type Figure, medianTime } from "./figure.ts";

const [few, many] = [100, 1000];
/** Linear is 10; the rest is for what a larger machine costs by its size alone */
const limit = 12;

/** How planning grows with the document: bridges that are to be made, and bridges whose files are there */
export async function bridgeFigures(hostBelow: (name: string) => Promise<Host>): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const there of [false, true]) {
    const small = await planTime(await hostBelow(`few-${there}`), few, there);
    const large = await planTime(await hostBelow(`many-${there}`), many, there);
    const what = `plan of ${many} / ${few} bridges, ${there ? "files there" : "to be made"}`;
    const beside = ` (${large.toFixed(0)} ms / ${small.toFixed(0)} ms)`;
    figures.push(atMost(what, large / small, limit, "", beside));
  }
  return figures;
}

/** Milliseconds from the text of a document to its plan */
async function planTime(host: Host, count: number, there: boolean): Promise<number> {
  const text = documentOf(count);
  if (there) await writeFilesOf(host, text);
  return await medianTime(async () => {
    const planned = await planOf(host, text);
    const bridges = [...planned.todo, ...planned.holding].filter(({ resource }) =>
      /^(interface|bridge)\//.test(resource),
    );
    if (bridges.length < count) throw new Error(`${bridges.length} of ${count} bridges are in the plan`);
  });
}

async function planOf(host: Host, text: string): ReturnType<typeof planDocument> {
  const read = parseDocument(text, "bridges.json");
  if (!read.document) throw new Error("the document of the benchmark is not accepted");
  return await planDocument({ host, plugins }, read.document);
}

/** What applying would have written */
async function writeFilesOf(host: Host, text: string): Promise<void> {
  for (const { operations } of (await planOf(host, text)).todo)
    for (const operation of operations)
      if (isObject(operation) && operation["do"] === "write")
        await host.files.write(String(operation["path"]), String(operation["content"]));
}

function documentOf(count: number): string {
  const interfaces = Array.from({ length: count }, (_, index) => [
    `br${index}`,
    { type: "bridge", address: `10.${Math.floor(index / 250)}.${index % 250}.1/24` },
  ]);
  return JSON.stringify({ version: 1, plugins: { network: { interfaces: Object.fromEntries(interfaces) } } });
}
