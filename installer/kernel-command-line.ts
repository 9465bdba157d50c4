import { namesUser } from "../provisioner/host/apt-archives.ts";
import type { Problem } from "../provisioner/state/problem.ts";
import { shownUrl } from "./sources/url.ts";

/** How this system is left when the install is done; "stay" is for a system that somebody works on */
export type Finish = "reboot" | "poweroff" | "stay";

/** What the person at the boot menu, or the boot server, asked for */
export interface BootParameters {
  /** URL of the document */
  state?: string;
  unattended: boolean;
  finish?: Finish;
  mirror?: string;
  rescue: boolean;
}

/** Reads the groundstate.* words of a kernel command line; all others are somebody else's */
export function parseKernelCommandLine(text: string): { parameters: BootParameters; problems: Problem[] } {
  const parameters: BootParameters = { unattended: false, rescue: false };
  const problems: Problem[] = [];
  for (const word of words(text)) {
    if (!word.startsWith("groundstate.")) continue;
    const [name, value] = split(word);
    const problem = read(parameters, name, value);
    if (problem) problems.push(problem);
  }
  return { parameters, problems };
}

function read(parameters: BootParameters, name: string, value: string | undefined): Problem | undefined {
  switch (name) {
    case "groundstate.state":
      if (!isUrl(value)) return bad(name, value, "an http, https or file URL");
      parameters.state = value;
      return undefined;
    case "groundstate.mirror":
      if (!isMirror(value))
        return bad(
          name,
          value,
          "an http or https URL without user and password, which apt would show to everybody",
        );
      parameters.mirror = value;
      return undefined;
    case "groundstate.finish":
      if (value !== "reboot" && value !== "poweroff") return bad(name, value, "reboot or poweroff");
      parameters.finish = value;
      return undefined;
    case "groundstate.unattended":
    case "groundstate.rescue":
      return flag(parameters, name === "groundstate.rescue" ? "rescue" : "unattended", value);
    default:
      return bad(name, value, "a boot parameter that Groundstate knows");
  }
}

function flag(
  parameters: BootParameters,
  name: "unattended" | "rescue",
  value: string | undefined,
): Problem | undefined {
  const on = value === undefined || ["1", "yes", "true", "on"].includes(value);
  const off = value !== undefined && ["0", "no", "false", "off"].includes(value);
  if (!on && !off) return bad(`groundstate.${name}`, value, "no value, or yes or no");
  parameters[name] = on;
  return undefined;
}

/** The kernel's own rule: double quotes keep spaces together, a backslash means nothing */
function words(text: string): string[] {
  return (text.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? []).map(word => word.replaceAll('"', ""));
}

function split(word: string): [string, string | undefined] {
  const equals = word.indexOf("=");
  return equals < 0 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)];
}

function isUrl(value: string | undefined): value is string {
  return value !== undefined && /^(https?:\/\/[^/\s]+|file:\/\/\/)\S*$/.test(value) && URL.canParse(value);
}

/** True for the address of a mirror that apt of the installed machine can be given */
export function isMirror(value: string | undefined): value is string {
  return isUrl(value) && /^https?:/.test(value) && !namesUser(value);
}

function bad(name: string, value: string | undefined, needs: string): Problem {
  const found =
    value === undefined ? `the boot parameter ${name}` : `the boot parameter ${name}=${shown(value)}`;
  return {
    stage: "schema",
    pointer: "",
    found,
    needs,
    fix: "correct the kernel command line: groundstate.{state,unattended,finish,mirror,rescue}",
  };
}

/** Also a misspelt URL may hold a password */
function shown(value: string): string {
  return /[@?]|:\/\//.test(value) ? shownUrl(value) : value;
}
