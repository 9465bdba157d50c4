import { describeError } from "../../provisioner/host/failure.ts";

/** What is wrong with a mirror, undefined when it has the suite */
export async function mirrorAnswer(mirror: string | undefined, suite: string): Promise<string | undefined> {
  if (mirror === undefined) return "none is named";
  const url = `${mirror}/dists/${suite}/InRelease`;
  for (let tries = 0; ; tries++) {
    try {
      const answer = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(20_000) });
      return answer.ok ? undefined : `HTTP status ${answer.status} for dists/${suite}/InRelease`;
    } catch (error) {
      // The network may still be coming up.
      if (tries >= 3)
        return error instanceof Error && error.cause ? describeError(error.cause) : describeError(error);
      await new Promise(resolve => setTimeout(resolve, 3000));
    }
  }
}
