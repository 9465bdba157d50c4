import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Value } from "@sinclair/typebox/value";
import { expect, test } from "vitest";
import { hostForTests } from "../host-for-tests.ts";
import { readRoutes } from "./live-routes.ts";
import { NetworkSection } from "./schema.ts";
import { isWanted } from "./wanted-routes.ts";

test("a static IPv6 default route beside a router's with the same metric is there, as one of several ways", async () => {
  const ways = [
    { gateway: "fe80::1", dev: "eth0", weight: 1, flags: [] },
    { gateway: "fd00::2", dev: "eth0", weight: 1, flags: ["onlink"] },
    { gateway: "fd00::3", dev: "eth1", weight: 1, flags: [] },
  ];
  const entry = { type: "1", dst: "default", protocol: "9", metric: 1024, flags: [], nexthops: ways };
  const root = await mkdtemp(join(tmpdir(), "groundstate-network-"));
  const host = hostForTests(root, "live", ({ args }) => ({
    stdout: args.includes("-6") ? JSON.stringify([entry]) : "[]",
  }));

  const routes = await readRoutes(host);
  await rm(root, { recursive: true });

  const isThere = (link: string, gateway: string) =>
    (routes.get(link) ?? []).some(route => isWanted({ destination: "default", gateway }, route));
  expect(isThere("eth0", "fe80::1")).toBe(true);
  expect(isThere("eth0", "fd00::2")).toBe(true);
  expect(isThere("eth1", "fd00::3")).toBe(true);
  expect(isThere("eth1", "fd00::2")).toBe(false);
  expect(routes.get("eth0")?.map(({ onlink }) => onlink)).toEqual([false, true]);
});

test("a metric is at least 1: the kernel takes 0 for none", () => {
  const section = (metric: number) => ({
    interfaces: { eth0: { type: "ethernet", metric, routes: [{ destination: "10.0.0.0/8", metric: 1 }] } },
  });
  const route = (metric: number) => ({
    interfaces: { eth0: { type: "ethernet", routes: [{ destination: "10.0.0.0/8", metric }] } },
  });

  expect([section(0), route(0)].map(one => Value.Check(NetworkSection, one))).toEqual([false, false]);
  expect([section(1), route(1)].map(one => Value.Check(NetworkSection, one))).toEqual([true, true]);
});
