import { Value } from "@sinclair/typebox/value";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hostForTests } from "../host-for-tests.ts";
import { renderRules, rulesIn } from "./files.ts";
import {
  deleting,
  isRoute,
  isSameRule,
  type KernelRoute,
  readRoutes,
  readRules,
  routeEntry,
  ruleEntry,
  rulesOf,
} from "./kernel.ts";
import { Route } from "./schema.ts";
import { missingRoutes, missingRules, presentRules } from "./unmet.ts";

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

test("a rule that says more than ours can is another's, and none that the document means", async () => {
  const ours = { priority: 1000, src: "10.0.0.0", srclen: 8, fwmark: "0x10", table: "100", protocol: "4" };
  const more = [{ not: null }, { oif: "eth0" }, { fwmask: "0xff" }, { suppress_prefixlen: 0 }];
  const host = machine({ "-4 rule": [...more.map(attribute => ({ ...ours, ...attribute })), ours] });

  expect(await readRules(host)).toHaveLength(1);
});

test("only a rule of networkd's is deleted, and not one of others that the same words fit", async () => {
  const ours = { priority: 1000, src: "10.0.0.0", srclen: 8, table: "100" };
  const host = machine({ "-4 rule": [{ ...ours, protocol: "3" }] });
  const wanted = rulesOf({ priority: 1000, from: "10.0.0.0/8", table: 100 });

  expect(presentRules(wanted, await readRules(host))).toEqual([]);
  expect(wanted.map(rule => deleting(ruleEntry(rule)).slice(-2))).toEqual([["protocol", "4"]]);
});

test("a gateway that is on the link all the same is one after a rollback, too", async () => {
  const host = machine({
    "-4 route": [{ dst: "10.5.0.0/16", gateway: "10.9.9.9", dev: "eth0", protocol: "4", flags: ["onlink"] }],
  });

  expect((await readRoutes(host)).map(route => routeEntry(route).words.at(-1))).toEqual(["onlink"]);
});

test("a static IPv6 route beside a router's with the same metric is there, as one of several ways", async () => {
  const ways = ["fe80::1", "fe80::2"].map(gateway => ({ gateway, dev: "eth0", weight: 1, flags: [] }));
  const host = machine({
    "-6 route": [{ type: "1", dst: "default", protocol: "9", metric: 1024, flags: [], nexthops: ways }],
  });
  const missing = (gateway: string, routes: KernelRoute[]) =>
    missingRoutes([{ destination: "::/0", gateway, interface: "eth0" }], routes);

  const routes = await readRoutes(host);

  expect(missing("fe80::2", routes)).toEqual([]);
  expect(missing("fe80::3", routes)).toHaveLength(1);
  expect(routes.every(({ shared }) => shared)).toBe(true);
});

test("a metric is at least 1: networkd and the kernel take 0 for none", () => {
  const route = { destination: "10.0.0.0/8", interface: "eth0" };

  expect(Value.Check(Route, { ...route, metric: 0 })).toBe(false);
  expect(Value.Check(Route, { ...route, metric: 1 })).toBe(true);
});

test("the rules of a file are read back as they were written", () => {
  const rules = [
    { priority: 1000, from: "10.0.0.0/8", to: "10.1.0.1", interface: "lo", mark: 16, table: 100 },
    { priority: 1001, family: "both" as const, table: "main" as const },
    { priority: 1002, from: "fd00::1", table: 9 },
  ];

  expect(rulesIn(renderRules(rules)).flatMap(rulesOf)).toEqual(rules.flatMap(rulesOf));
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
