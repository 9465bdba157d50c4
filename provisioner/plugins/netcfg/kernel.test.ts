import fc from "fast-check";
import { expect, test } from "vitest";
import { hostForTests } from "../host-for-tests.ts";
import { isRoute, isSameRule, readRoutes, readRules, ruleEntry, rulesOf } from "./kernel.ts";
import { missingRules } from "./unmet.ts";

function machine(answers: Record<string, unknown[]>) {
  return hostForTests("/nowhere", "live", ({ args }) => ({
    stdout: JSON.stringify(answers[`${args.find(word => /^-[46]$/.test(word))} ${args.at(4)}`] ?? []),
  }));
}

test("routes that somebody set are read, those of the kernel and of DHCP are not", async () => {
  const host = machine({
    "-4 route": [
      { dst: "default", gateway: "10.0.2.2", dev: "enp1s0", protocol: "16", metric: 100 },
      { dst: "10.0.2.0/24", dev: "enp1s0", protocol: "2" },
      { dst: "10.9.0.1", gateway: "10.0.2.3", dev: "enp1s0", protocol: "4", table: "100" },
    ],
    "-6 route": [{ dst: "default", gateway: "FD00::1", dev: "enp1s0", protocol: "4", metric: 1024 }],
  });

  const routes = await readRoutes(host);

  expect(routes).toMatchObject([
    { destination: "10.9.0.1/32", gateway: "10.0.2.3", table: 100 },
    { destination: "::/0", gateway: "fd00::1", table: 254 },
  ]);
  const [single, everywhere] = routes;
  if (!single || !everywhere) throw new Error("no routes");
  expect(isRoute({ destination: "default", gateway: "fd00:0::1", interface: "enp1s0" }, everywhere)).toBe(
    true,
  );
  expect(
    isRoute({ destination: "10.9.0.1", gateway: "10.0.2.3", interface: "enp1s0", table: 100 }, single),
  ).toBe(true);
  expect(isRoute({ destination: "10.9.0.1", gateway: "10.0.2.3", interface: "enp1s0" }, single)).toBe(false);
});

test("networkd takes a network with host bits for the network itself", () => {
  const kernel = { destination: "10.0.0.0/8", link: "enp1s0", table: 254 };

  expect(isRoute({ destination: "10.1.2.3/8", interface: "enp1s0" }, kernel)).toBe(true);
  expect(isRoute({ destination: "10.0.0.0/9", interface: "enp1s0" }, kernel)).toBe(false);
});

test("the rules that the kernel begins with are none of ours", async () => {
  const host = machine({
    "-4 rule": [
      { priority: 0, src: "all", table: "255", protocol: "2" },
      {
        priority: 1000,
        src: "10.0.0.0",
        srclen: 8,
        dst: "10.1.0.1",
        fwmark: "0x10",
        iif: "lo",
        table: "100",
        protocol: "4",
      },
      { priority: 1002, src: "all", action: "8", protocol: "4" },
    ],
  });
  const wanted = {
    priority: 1000,
    from: "10.0.0.0/8",
    to: "10.1.0.1",
    interface: "lo",
    mark: 16,
    table: 100,
  };

  const rules = await readRules(host);

  expect(rules).toHaveLength(1);
  expect(missingRules([wanted], rules)).toEqual([]);
  expect(missingRules([{ ...wanted, table: 101 }], rules)).toHaveLength(1);
});

test("a rule without addresses is one for each family that it is meant for", () => {
  expect(
    rulesOf({ priority: 1, mark: 7, family: "both", table: "main" }).map(({ family }) => family),
  ).toEqual(["-4", "-6"]);
  expect(rulesOf({ priority: 1, mark: 7, table: "main" }).map(({ family }) => family)).toEqual(["-4"]);
  expect(rulesOf({ priority: 1, to: "fd00::1", table: 9 })).toMatchObject([
    { family: "-6", to: "fd00::1/128" },
  ]);
});

test("two rules are the same exactly when ip would write them with the same words", () => {
  const rule = fc.record({
    family: fc.constantFrom("-4" as const, "-6" as const),
    priority: fc.integer({ min: 1, max: 3 }),
    from: fc.constantFrom(undefined, "10.0.0.0/8"),
    link: fc.constantFrom(undefined, "lo"),
    mark: fc.constantFrom(undefined, 16),
    table: fc.constantFrom(100, 254),
  });
  fc.assert(
    fc.property(rule, rule, (one, other) => {
      const same =
        one.family === other.family && ruleEntry(one).words.join() === ruleEntry(other).words.join();
      expect(isSameRule(one, other)).toBe(same);
      expect(isSameRule(one, { ...one })).toBe(true);
    }),
  );
});
