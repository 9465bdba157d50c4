const seconds: Readonly<Record<string, number>> = {
  us: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
  d: 86400,
  w: 604800,
};

/** Systemd's word for never, as its properties say it */
const infinity = 2n ** 64n - 1n;

/** A time span as in systemd.time(7) in microseconds; a number alone is seconds */
export function microseconds(span: string): bigint {
  if (span === "infinity") return infinity;
  const parts = [...span.matchAll(/([0-9]+)\s*([a-z]*)/g)];
  return parts.reduce((sum, [, number = "0", unit = ""]) => sum + BigInt(number) * inOne(unit), 0n);
}

/** "min", "minutes" and "m" are one, and so on; only "ms" and "us" need their second letter */
function inOne(unit: string): bigint {
  const short = ["us", "ms"].includes(unit) ? unit : unit.slice(0, 1) || "s";
  return BigInt(Math.round((seconds[short] ?? 1) * 1e6));
}
