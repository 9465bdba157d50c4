import type { Host } from "../../host/host.ts";

/** The number of an account, wherever it is kept; undefined when there is none of that name */
export async function numberOf(host: Host, name: string): Promise<number | undefined> {
  const { stdout, exit } = await host.run("getent", ["passwd", "--", name], { allowedExits: [0, 2] });
  const uid = Number(stdout.split(":")[2]);
  return exit === 0 && Number.isInteger(uid) ? uid : undefined;
}
