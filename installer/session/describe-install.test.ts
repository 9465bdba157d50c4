import { afterEach, beforeEach, expect, it } from "vitest";
import { type FakeHost, fakeHost } from "../fake-host.fixture.ts";
import { pretendInstall } from "../steps/pretend-install.fixture.ts";
import { describeInstall } from "./describe-install.ts";

let host: FakeHost;
beforeEach(async () => {
  host = await fakeHost();
});
afterEach(() => host.remove());

it("does not promise to leave a system that somebody works on", () => {
  const install = pretendInstall(host, "image");

  const lines = describeInstall({ ...install, settings: { ...install.settings, finish: "stay" } });

  expect(lines.at(-1)).toBe("then      this system stays up");
});

it("names the security archive of the new machine, and what it goes without, before anybody consents", () => {
  const sources = {
    now: [{ uri: "http://mirror.example/debian", suite: "trixie" }],
    later: [{ uri: "http://mirror.example/updates", suite: "trixie-security" }],
    remarks: ["trixie-updates of http://mirror.example/debian: HTTP status 404; left out"],
  };

  const lines = describeInstall({ ...pretendInstall(host, "image"), sources });

  expect(lines).toContain("security  http://mirror.example/updates");
  expect(lines).toContain(
    "archives  trixie-updates of http://mirror.example/debian: HTTP status 404; left out",
  );
});
