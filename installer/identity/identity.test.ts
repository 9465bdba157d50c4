import { describe, expect, it } from "vitest";
import { settle } from "../settings.ts";
import { aptSourcesText } from "./apt-sources.ts";

const boot = { unattended: false, rescue: false };

describe("aptSourcesText", () => {
  it("names each archive with the key that vouches for it", () => {
    const text = aptSourcesText([
      { uri: "http://mirror.example/debian", suite: "trixie" },
      { uri: "http://security.example/debian", suite: "trixie-security" },
    ]);

    expect(text).toContain("URIs: http://mirror.example/debian\nSuites: trixie\n");
    expect(text).toContain("URIs: http://security.example/debian\nSuites: trixie-security\n");
    expect(text.match(/^Signed-By: /gm)).toHaveLength(2);
  });
});

describe("settle", () => {
  it("lets the boot parameter win over the document, and the document over the medium", () => {
    const document = { mirror: "http://document/debian", finish: "reboot", unattended: true } as const;
    const parameters = { ...boot, mirror: "http://boot/debian", finish: "poweroff" } as const;

    expect(settle(document, parameters, undefined)).toMatchObject({
      mirror: "http://boot/debian",
      finish: "poweroff",
      consent: "document",
    });
    expect(settle(document, boot, undefined)).toMatchObject({
      mirror: "http://document/debian",
      finish: "reboot",
    });
    const here = { archive: "http://here/debian", security: "http://here/updates" };
    expect(settle(document, boot, undefined, here).mirror).toBe("http://document/debian");
    expect(settle({}, boot, undefined, here).mirror).toBe("http://here/debian");
    expect(settle({}, { ...boot, unattended: true }, undefined).consent).toBe("command line");
    expect(settle({}, boot, undefined).consent).toBeUndefined();
  });

  it("knows the security archive of a mirror from whoever knows that mirror, and of no other", () => {
    const here = { archive: "http://here/debian", security: "http://here/updates" };

    expect(settle({}, boot, undefined, here).security).toBe("http://here/updates");
    expect(settle({ mirror: "http://here/debian/" }, boot, undefined, here).security).toBe(
      "http://here/updates",
    );
    const elsewhere = settle({ mirror: "http://else/debian" }, boot, undefined, here);
    expect(elsewhere.security).toBeUndefined();
    expect(elsewhere.otherSecurity).toBe("http://here/updates");
  });
});
