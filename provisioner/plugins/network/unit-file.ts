const header =
  "# Written by groundstate from plugins.network of /etc/groundstate/state.json; edits here are replaced.";

/** One line of a unit file; without a value it is left out */
export type Setting = readonly [key: string, value: string | number | undefined];

/** One section of a unit file with its settings; without any it is left out */
export type UnitSection = readonly [title: string, ...settings: Setting[]];

/** systemd's own syntax below a header that says whose file it is */
export function unitFile(...sections: readonly UnitSection[]): string {
  const blocks = sections.flatMap(([title, ...settings]) => {
    const lines = settings
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => `${key}=${value}`);
    return lines.length > 0 ? [[`[${title}]`, ...lines].join("\n")] : [];
  });
  return `${[header, ...blocks].join("\n\n")}\n`;
}

/** systemd's word for a switch */
export function yesNo(value: boolean | undefined): string | undefined {
  if (value === undefined) return undefined;
  return value ? "yes" : "no";
}
