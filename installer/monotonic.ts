/** Seconds since this process began; unlike the time of day, nobody sets them while we wait */
export function monotonicSeconds(): number {
  return performance.now() / 1000;
}
