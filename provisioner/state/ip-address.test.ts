import { expect, test } from "vitest";
import { canonicalCidr, isWithin, parseCidr } from "./ip-address.ts";

test.each(["10.0.0.1", "10.0.0.1/33", "10.0.0/24", "fd00::1/129", "fe80::1%eth0/64", "10.0.0.1/024", "/24"])(
  "%s is no address with a prefix length",
  text => {
    expect(parseCidr(text)).toBeUndefined();
  },
);

test("a network holds the addresses up to its last one, of its own family", () => {
  const network = parseCidr("192.168.1.100/25");
  expect(network && isWithin("192.168.1.127", network)).toBe(true);
  expect(network && isWithin("192.168.1.128", network)).toBe(false);
  expect(network && isWithin("fd00::1", network)).toBe(false);
});

test("IPv6 addresses have one spelling", () => {
  expect(canonicalCidr("FD00:0:0::0001/64")).toBe("fd00::1/64");
  expect(canonicalCidr("10.0.0.1/24")).toBe("10.0.0.1/24");
});
