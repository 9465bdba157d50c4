import type { Json, JsonObject } from "../../provisioner/host/json.ts";
import { isJsonObject, objectAt } from "../document.ts";
import type { Question } from "../questions.ts";
import { answers, matches, shellWord } from "./question-kinds.ts";

/** Services, timers and units of the document's own, read with systemctl */
export function systemdFacts(document: JsonObject): Question[] {
  const section = objectAt(objectAt(document, "plugins"), "systemd");
  return [
    ...Object.entries(objectAt(section, "services")).flatMap(([name, service]) =>
      unitFacts(name.includes(".") ? name : `${name}.service`, service),
    ),
    ...Object.entries(objectAt(section, "timers")).flatMap(([name, timer]) => timerFacts(name, timer)),
    ...Object.entries(objectAt(section, "custom_units")).flatMap(([name, unit]) =>
      customUnitFacts(name, unit),
    ),
  ];
}

function unitFacts(unit: string, wanted: Json | undefined): Question[] {
  if (!isJsonObject(wanted)) return [];
  const { state, enabled, running } = wanted;
  const atBoot = state === "enabled" || enabled === true;
  const notAtBoot = state === "disabled" || enabled === false;
  const now = state === "enabled" || state === "started" || state === "running" || running === true;
  const notNow = state === "disabled" || state === "masked" || state === "stopped" || running === false;
  return [
    ...(atBoot ? [startsAtBoot(unit, "enabled")] : []),
    ...(notAtBoot ? [startsAtBoot(unit, "disabled")] : []),
    ...(state === "masked" ? [startsAtBoot(unit, "masked")] : []),
    ...(now ? [runs(unit, "active")] : []),
    ...(notNow ? [runs(unit, "inactive")] : []),
  ];
}

function startsAtBoot(unit: string, word: string): Question {
  return answers(`${unit} is ${word}`, `systemctl is-enabled ${shellWord(unit)} || true`, word);
}

function runs(unit: string, word: string): Question {
  return answers(`${unit} is ${word}`, `systemctl is-active ${shellWord(unit)} || true`, word);
}

function timerFacts(name: string, wanted: Json | undefined): Question[] {
  if (!isJsonObject(wanted) || wanted["state"] === "absent" || wanted["enabled"] === false) return [];
  const timer = name.includes(".") ? name : `${name}.timer`;
  const { unit } = wanted;
  return [
    startsAtBoot(timer, "enabled"),
    runs(timer, "active"),
    ...(typeof unit === "string"
      ? [answers(`${timer} starts ${unit}`, `systemctl show -P Unit ${shellWord(timer)}`, unit)]
      : []),
  ];
}

function customUnitFacts(name: string, wanted: Json | undefined): Question[] {
  if (!isJsonObject(wanted) || wanted["state"] === "absent") return [];
  const command = `systemctl show -P FragmentPath ${shellWord(name)}`;
  return [
    matches(`${name} is loaded`, command, /^\/etc\/systemd\/system\//, "a file below /etc/systemd/system"),
    ...unitFacts(name, wanted),
  ];
}
