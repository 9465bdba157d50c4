import { type Check, machineProblem } from "./ground.ts";

const zones = "/usr/share/zoneinfo";

/** The time zone must be one that Debian knows: /etc/localtime would point nowhere, and the machine silently be in UTC */
export const checkTimezone: Check = async ({ host, settings }) => {
  const { timezone } = settings;
  const facts = await host.files.facts(`${zones}/${timezone}`);
  if (facts?.kind === "file" || facts?.kind === "symlink") return [];
  return [
    machineProblem(
      `time zone "${timezone}", which is not in ${zones}`,
      "a time zone such as Europe/Berlin or Etc/UTC",
      "set bootstrap.timezone to one that timedatectl list-timezones shows",
      "/bootstrap/timezone",
    ),
  ];
};
