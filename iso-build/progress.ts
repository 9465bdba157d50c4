import { isObject } from "../provisioner/host/json.ts";

/** One line for whoever waits */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Runs one phase of the build and says how many seconds it took, or that it was reused */
export async function phase<T>(name: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  say(`${name.padEnd(44)} ${reusedFrom(result) ?? `${seconds} s`}`);
  return result;
}

/** Bytes as people write them */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function reusedFrom(result: unknown): string | undefined {
  const reused = isObject(result) && result["reused"] === true;
  return reused ? `reused, made ${String(result["built"]).slice(0, 16)}` : undefined;
}
