const kinds = /\.(service|socket|timer|target|path|mount|automount|swap|slice|device|scope)$/;

/** The full name of a unit: what has no kind of unit at its end is meant as `kind` */
export function unitName(name: string, kind: "service" | "timer" = "service"): string {
  return kinds.test(name) ? name : `${name}.${kind}`;
}

/** The file that defines an instance: getty@.service for getty@tty1.service; undefined for a plain unit */
export function templateOf(unit: string): string | undefined {
  const [, stem, ending] = /^([^@]+@)[^@]+(\.[a-z]+)$/.exec(unit) ?? [];
  return stem && ending ? stem + ending : undefined;
}

/** Whether it is only the pattern of units, getty@.service: nothing of that name ever runs */
export function isTemplate(unit: string): boolean {
  return /@\.[a-z]+$/.test(unit);
}
