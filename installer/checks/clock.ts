import { type Check, machineProblem } from "./ground.ts";

/** Certificates and signatures need the time; a clock before the medium was built is wrong and is set to that day */
export const checkClock: Check = async ({ host, medium, report }) => {
  if (!medium || host.clock.now().getTime() >= Date.parse(medium.built)) return [];
  const found = host.clock.now().toISOString();
  report(`The clock said ${found}, which is before this medium was built; it was set to ${medium.built}`);
  await host.run("date", ["--utc", `--set=${medium.built}`]);
  if (host.clock.now().getTime() >= Date.parse(medium.built)) return [];
  return [
    machineProblem(
      `a clock at ${found}, and it cannot be set`,
      `a time after ${medium.built}`,
      "set the clock in the firmware",
    ),
  ];
};
