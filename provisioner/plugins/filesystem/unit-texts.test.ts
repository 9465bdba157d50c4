import { expect, test } from "vitest";
import type { Mount } from "./schema.ts";
import { mountText, settingIn } from "./unit-texts.ts";

test.each<[string, Mount, string | undefined, string]>([
  ["NFS", { source: "server:/export" }, "_netdev", "remote-fs.target"],
  ["CIFS", { source: "//server/share", options: "ro" }, "ro,_netdev", "remote-fs.target"],
  ["a type of the network", { source: "x", fstype: "ceph" }, "_netdev", "remote-fs.target"],
  ["what says so itself", { source: "/dev/sda", options: ["_netdev"] }, "_netdev", "remote-fs.target"],
  ["a disk", { source: "/dev/disk/by-path/pci-0:1:/x", options: "ro" }, "ro", "local-fs.target"],
])("systemd is told whether %s needs the network", (_what, mount, options, target) => {
  const text = mountText("/data", mount);

  expect(settingIn(text, "Options")).toBe(options);
  expect(settingIn(text, "WantedBy")).toBe(target);
});
