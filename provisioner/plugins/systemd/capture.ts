import type { Host } from "../../host/host.ts";
import type { Service, SystemdSection } from "./schema.ts";

/** Services that somebody enabled or disabled against what their packages set */
export async function captureSystemd(host: Host): Promise<SystemdSection> {
  if (host.stage === "install") return {};
  const list = ["list-unit-files", "--no-legend", "--plain", "--type=service", "--state=enabled,disabled"];
  const { stdout } = await host.run("systemctl", list);
  const services = stdout.split("\n").flatMap((line): [string, Service][] => {
    const [unit = "", state, preset] = line.trim().split(/\s+/);
    const differs = preset === "enabled" || preset === "disabled" ? preset !== state : false;
    return differs && !unit.includes("@") ? [[unit, { enabled: state === "enabled" }]] : [];
  });
  return services.length === 0 ? {} : { services: Object.fromEntries(services) };
}
