import type { Disk } from "../disks/disk.ts";
import type { FakeHost } from "../fake-host.fixture.ts";
import { noSources } from "../identity/apt-sources.ts";
import { type Install, needed } from "../install.ts";
import { settle } from "../settings.ts";
import { planTarget } from "../storage/target-plan.ts";

const disk: Disk = {
  path: "/dev/vda",
  links: [],
  serial: "A",
  wwn: undefined,
  model: undefined,
  transport: "virtio",
  rotational: false,
  size: 16 * 1024 ** 3,
  removable: false,
  readOnly: false,
  contents: [],
  spanning: [],
};

/** An install of the default layout on a pretended disk, for tests of single steps */
export function pretendInstall(host: FakeHost, base: "image" | "debootstrap"): Install {
  return {
    host,
    medium: undefined,
    settings: settle({ base }, { unattended: true, rescue: false }, undefined),
    document: { version: 1, plugins: {} },
    sha256: "5".repeat(64),
    origin: "boot medium, state.yaml",
    plan: needed(planTarget(undefined, disk).plan, "plan"),
    sources: noSources,
    packagesToAdd: [],
    offline: true,
    logs: "/logs",
    made: { times: [] },
  };
}
