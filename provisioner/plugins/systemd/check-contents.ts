import { joinPointer } from "../../state/pointer.ts";
import type { Problem } from "../../state/problem.ts";
import { dropInPath } from "./desired.ts";
import type { SystemdSection } from "./schema.ts";

/** Files that are to be there need a text, and a text that is to start at boot needs to say when */
export function checkContents({ custom_units, drop_ins, services }: SystemdSection): Problem[] {
  const units = Object.entries(custom_units ?? {}).map(
    ([unit, file]) => [joinPointer("/custom_units", unit), file] as const,
  );
  const dropIns = Object.entries(drop_ins ?? {}).flatMap(([unit, files]) =>
    Object.entries(files).map(([name, file]) => [joinPointer("/drop_ins", unit, name), file] as const),
  );
  return [
    ...[...units, ...dropIns].flatMap(([pointer, file]) => lacksText(pointer, file)),
    ...Object.entries(drop_ins ?? {}).flatMap(([unit, files]) => writtenTwice(unit, Object.keys(files))),
    ...Object.entries(custom_units ?? {}).flatMap(([unit, { content, enabled, state }]) => {
      const wanted =
        enabled ??
        [services?.[unit]?.state, services?.[unit.replace(/\.service$/, "")]?.state].includes("enabled");
      return wanted && state !== "absent"
        ? lacksInstall(joinPointer("/custom_units", unit), content ?? "")
        : [];
    }),
  ];
}

function writtenTwice(unit: string, names: readonly string[]): Problem[] {
  return names
    .filter(name => name.endsWith(".conf") && names.some(other => isSameFile(unit, name, other)))
    .map(name => ({
      stage: "plan",
      pointer: joinPointer("/drop_ins", unit, name),
      found: `${dropInPath(unit, name)}, which another name means as well`,
      needs: "one text for each file",
      fix: "take one of the two out",
    }));
}

function isSameFile(unit: string, name: string, other: string): boolean {
  return other !== name && dropInPath(unit, other) === dropInPath(unit, name);
}

function lacksText(pointer: string, { content, state }: { content?: string; state?: string }): Problem[] {
  if (content !== undefined || state === "absent") return [];
  return [
    {
      stage: "plan",
      pointer,
      found: "a file without its text",
      needs: "content",
      fix: "say content, or state: absent to have it removed",
    },
  ];
}

function lacksInstall(pointer: string, content: string): Problem[] {
  if (content === "" || /^\s*\[Install\]/m.test(content)) return [];
  return [
    {
      stage: "plan",
      pointer: joinPointer(pointer, "content"),
      found: "no [Install] section in a unit that is to start at boot",
      needs: "[Install] with WantedBy=",
      fix: 'end the text with "[Install]" and "WantedBy=multi-user.target"',
    },
  ];
}
