import { Failure } from "../host/failure.ts";

/** Minutes after which a part of a transaction is given up; each program and each call has its own, shorter limit */
export const limits = { query: 10, checkpoint: 30, apply: 120, rollback: 120 };

/** Fails when some work takes longer: nothing may hold a transaction, and with it the lock, for ever */
export async function within<T>(minutes: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tookTooLong(minutes, what)), minutes * 60_000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Not "transient": what is late may go on in the background, and must not be begun a second time beside it */
function tookTooLong(minutes: number, what: string): Failure {
  return new Failure({ kind: "machine", tried: what, found: `no end within ${minutes} minutes` });
}
