import { rm } from "node:fs/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ModelledNetwork, modelledNetwork } from "./modelled-network.fixture.ts";

const dum0 = { type: "dummy", address: "10.9.0.1/32" };
let network: ModelledNetwork;

beforeEach(async () => {
  network = await modelledNetwork();
});
afterEach(() => rm(network.root, { recursive: true }));

test("a plan says once that policy rules of others go, when networkd is to read its files again", async () => {
  const warnings = async (interfaces: Parameters<ModelledNetwork["begin"]>[0]) =>
    (await network.begin(interfaces)).actions.filter(({ summary }) => summary.includes("policy rules"));

  expect(await warnings({ dum0, eth0: { type: "ethernet" } })).toHaveLength(1);
  await network.apply({ dum0, eth0: { type: "ethernet" } });

  expect(await warnings({ dum0, eth0: { type: "ethernet" } })).toEqual([]);
  expect(await warnings({ dum0 })).toHaveLength(1);
});
