import { describe, expect, it } from "vitest";
import { settle } from "../settings.ts";
import { aptSources } from "./apt-sources.ts";
import { identityFiles } from "./identity-files.ts";
import { withLayout } from "./keyboard.ts";

const boot = { unattended: false, rescue: false };

function contentOf(path: string, bootstrap: Parameters<typeof settle>[0]): string | undefined {
  const files = identityFiles(settle(bootstrap, boot, undefined), "0".repeat(32));
  return files.find(file => file.path === path)?.content;
}

describe("identityFiles", () => {
  it("knows the machine by its full and its short name", () => {
    expect(contentOf("/etc/hosts", { hostname: "web1", domain: "example.com" })).toContain(
      "127.0.1.1 web1.example.com web1\n",
    );
    expect(contentOf("/etc/hosts", { hostname: "web1" })).toContain("127.0.1.1 web1\n");
    expect(contentOf("/etc/hostname", { hostname: "web1" })).toBe("web1\n");
  });

  it("sets the language", () => {
    expect(contentOf("/etc/locale.conf", { locale: "de_DE.UTF-8" })).toBe("LANG=de_DE.UTF-8\n");
  });
});

describe("withLayout", () => {
  it("changes layout and variant, and nothing when the layout is that one already", () => {
    const text = 'XKBMODEL="pc105"\nXKBLAYOUT="us"\nXKBVARIANT="intl"\n';

    expect(withLayout(text, "de")).toBe('XKBMODEL="pc105"\nXKBLAYOUT="de"\nXKBVARIANT=""\n');
    expect(withLayout(text, "us")).toBe(text);
  });
});

describe("aptSources", () => {
  it("names mirror, updates and security archive, each with the key that vouches for it", () => {
    const text = aptSources({ mirror: "http://mirror.example/debian", suite: "trixie" });

    expect(text).toContain("URIs: http://mirror.example/debian\nSuites: trixie trixie-updates\n");
    expect(text).toContain("URIs: http://mirror.example/debian-security\nSuites: trixie-security\n");
    expect(text.match(/^Signed-By: /gm)).toHaveLength(2);
  });

  it("has no security archive for a suite that has none", () => {
    expect(aptSources({ mirror: "http://mirror.example/debian", suite: "sid" })).not.toContain("security");
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
    expect(settle(document, boot, undefined, "http://here/debian").mirror).toBe("http://document/debian");
    expect(settle({}, boot, undefined, "http://here/debian").mirror).toBe("http://here/debian");
    expect(settle({}, { ...boot, unattended: true }, undefined).consent).toBe("command line");
    expect(settle({}, boot, undefined).consent).toBeUndefined();
  });
});
