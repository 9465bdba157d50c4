import { expect, it } from "vitest";
import { filesBelow } from "../../provisioner/host/files.ts";
import type { Host } from "../../provisioner/host/host.ts";
import { thisHost } from "../../provisioner/host/host.ts";
import { settle } from "../settings.ts";
import { checkSections } from "./sections.ts";

const links = JSON.stringify([{ ifname: "lo" }, { ifname: "enp1s0" }]);
const host: Host = {
  ...thisHost("live"),
  files: filesBelow("/nowhere"),
  run: async () => ({ stdout: links, stderr: "", exit: 0 }),
};

it("finds a network card that is not there and a template of another suite before anything is written", async () => {
  const settings = settle({}, { unattended: false, rescue: false }, undefined);
  const container = { template: "debian-12", autostart: false, state: "stopped", config: {} };
  const document = {
    version: 1 as const,
    plugins: {
      network: { interfaces: { vmbr0: { type: "bridge", bridge_ports: ["ens18"] } } },
      lxc: { containers: { web: container } },
    },
  };

  const problems = await checkSections({
    host,
    medium: undefined,
    settings,
    document,
    plan: undefined,
    fetches: false,
    mirrors: { ask: async () => ({ kind: "silent", why: "no network" }) },
    report: () => undefined,
  });

  expect(problems.map(({ pointer }) => pointer)).toEqual([
    "/plugins/network/interfaces/vmbr0",
    "/plugins/lxc/containers/web/template",
  ]);
  expect(problems[0]?.found).toContain("no network link ens18; it has enp1s0");
});
