import { afterEach, beforeEach, expect, it } from "vitest";
import { type FakeHost, fakeHost } from "../fake-host.fixture.ts";
import { writeGrubDefaults } from "./grub-defaults.ts";

let host: FakeHost;
beforeEach(async () => {
  host = await fakeHost();
  await host.files.write("/t/usr/share/grub/default/grub", "GRUB_DISTRIBUTOR=x\n");
});
afterEach(() => host.remove());

it("gives Debian's maintainer scripts the file they look into, beside our own", async () => {
  await writeGrubDefaults(host.files, "/t");

  expect(await host.files.read("/t/etc/default/grub")).toBe("GRUB_DISTRIBUTOR=x\n");
  expect(await host.files.read("/t/etc/default/grub.d/groundstate.cfg")).toContain("console=ttyS0");
});

it("leaves a file that is there alone", async () => {
  await host.files.write("/t/etc/default/grub", "# mine\n");
  await writeGrubDefaults(host.files, "/t");

  expect(await host.files.read("/t/etc/default/grub")).toBe("# mine\n");
});
