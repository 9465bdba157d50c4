import { describe, expect, it } from "vitest";
import { requestOf, shownUrl, withoutUrl } from "./url.ts";

describe("requestOf", () => {
  it("hands user and password over in a header, with their own characters", () => {
    expect(requestOf("https://me:p%40ss@boot:8443/x?token=1")).toEqual({
      url: "https://boot:8443/x?token=1",
      headers: { Authorization: `Basic ${Buffer.from("me:p@ss").toString("base64")}` },
    });
  });

  it("leaves a URL without them alone", () => {
    expect(requestOf("http://boot/x")).toEqual({ url: "http://boot/x", headers: {} });
  });
});

describe("shownUrl", () => {
  it.each([
    ["https://me:geheim@boot:8443/a@b/x.json?token=geheim#geheim", "https://boot:8443/a@b/x.json"],
    ["http://boot?geheim", "http://boot"],
    ["https://me:ge/heim@boot/x", "https://boot/x"],
    ["file:///run/x@y/state.json?geheim", "file:///run/x@y/state.json"],
  ])("shows of %s only where the document is", (url, shown) => {
    expect(shownUrl(url)).toBe(shown);
  });
});

it("keeps secrets of the URL out of the reason why it failed", () => {
  const url = "https://me:geh%40im@boot/x?token=abc123";
  const reason = `cannot get ${url}: https://boot/x?token=abc123 refuses me:geh@im`;

  expect(withoutUrl(reason, url)).toBe("cannot get https://boot/x: https://boot/x refuses ");
});
