import { rm } from "node:fs/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Json } from "../../host/json.ts";
import { hardware } from "./modelled-kernel.fixture.ts";
import type { ModelledMachine } from "./modelled-machine.fixture.ts";
import { type ModelledNetwork, modelledNetwork } from "./modelled-network.fixture.ts";

let network: ModelledNetwork;
let machine: ModelledMachine;
const state = () => network.state();
const begin = (interfaces: Json) => network.begin(interfaces);
const apply = (interfaces: Json) => network.apply(interfaces);

beforeEach(async () => {
  network = await modelledNetwork();
  ({ machine } = network);
});
afterEach(() => rm(network.root, { recursive: true }));

test("a pair that an unnamed end made goes when the other end is to be absent, and a rollback brings it back", async () => {
  await apply({ ve1: { type: "veth", veth: { peer: "ve0" }, mtu: 1400 } });
  const before = state();
  const section = { dum0: { type: "dummy" }, ve0: { type: "veth", veth: { peer: "ve1" }, state: "absent" } };

  const transaction = await begin(section);
  await transaction.apply();

  expect(transaction.actions.flatMap(({ refused }) => refused ?? [])).toEqual([]);
  expect(Object.keys(machine.links)).toEqual(["eth0", "eth1", "eth2", "dum0"]);
  expect((await begin(section)).actions).toEqual([]);
  await transaction.rollBack();
  expect(state()).toEqual(before);
});

test("an end that gets another partner, whichever of the two has the entry, takes a new pair", async () => {
  const end = (peer: string) => ({ type: "veth", veth: { peer } });
  const pairs = [
    [{ ve1: end("ve9") }, { ve0: end("ve1") }],
    [{ ve1: end("ve9") }, { ve0: end("ve1"), ve1: end("ve0") }],
    [{ ve9: end("ve1") }, { ve0: end("ve1"), ve9: end("ve5") }],
    [{ ve0: end("ve1") }, { ve0: end("ve5"), ve1: end("ve6") }],
  ];
  for (const [first, second] of pairs) {
    await apply(first ?? {});
    const before = state();
    const transaction = await begin(second ?? {});

    await transaction.apply();

    expect((await begin(second ?? {})).actions).toEqual([]);
    await transaction.rollBack();
    expect(state()).toEqual(before);
    await apply({});
  }
});

test("a bridge waits for the pair whose other end it is to have, when that is made anew", async () => {
  const ve9 = { type: "veth", veth: { peer: "ve5" } };
  await apply({ ve9 });
  const before = state();
  const transaction = await begin({
    br0: { type: "bridge", bridge_ports: ["ve1"] },
    ve9: { ...ve9, veth: { peer: "ve1" } },
  });

  await transaction.apply();

  expect(machine.links["ve1"]).toMatchObject({ lower: "ve9", master: "br0" });
  await transaction.rollBack();
  expect(state()).toEqual(before);
});

test("an end without an entry comes back in its own time", async () => {
  await apply({ ve0: { type: "veth", veth: { peer: "ve1" } } });
  const before = state();
  const transaction = await begin({ ve0: { type: "veth", veth: { peer: "ve5" } } });
  await transaction.apply();
  machine.slow = true;

  await transaction.rollBack();

  expect(state()).toEqual(before);
});

test("a pair whose other end's name somebody else's link has is refused", async () => {
  machine.links["ve1"] = hardware({ kind: "dummy" });

  const { actions } = await begin({ ve0: { type: "veth", veth: { peer: "ve1" } } });

  expect(actions.flatMap(({ refused }) => refused ?? [])).toEqual([
    "there is a link ve1 that no file of ours made, and it is not the other end of ve0; take it away, or choose another name",
  ]);
});
