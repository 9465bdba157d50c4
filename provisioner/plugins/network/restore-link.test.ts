import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Json } from "../../host/json.ts";
import { beginTransaction } from "../transaction.fixture.ts";
import { networkPlugin } from "./index.ts";
import { hardware } from "./modelled-kernel.fixture.ts";
import { type ModelledMachine, machineBelow } from "./modelled-machine.fixture.ts";

const isolated = { type: "bridge", address: "10.9.0.1/24" };
const slaac = "2001:db8::5/64";
const theirs = "/etc/systemd/network/80-theirs.network";
let root: string;
let machine: ModelledMachine;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "groundstate-network-"));
  machine = await machineBelow(root);
});
afterEach(() => rm(root, { recursive: true }));

/** networkd runs, for a bridge of an earlier document */
async function networkdRuns(): Promise<void> {
  const earlier = await beginTransaction(networkPlugin, machine.host, { interfaces: { vmbr9: isolated } });
  await earlier.apply();
}

/** Another document begins, meanwhile something happens, and the transaction is rolled back */
async function failedTransaction(
  interfaces: Json,
  meanwhile: () => unknown = () => undefined,
): Promise<void> {
  const transaction = await beginTransaction(networkPlugin, machine.host, { interfaces });
  await transaction.apply();
  await meanwhile();
  machine.pauses = 0;
  machine.host.ran.length = 0;
  await transaction.rollBack();
}

function words(start: string): string[] {
  return machine.host.ran
    .map(({ program, args }) => [program, ...args].join(" "))
    .filter(line => line.startsWith(start));
}

test("the IPv4 gateway that ifupdown set comes back although IPv6 is dynamic and networkd runs", async () => {
  await networkdRuns();
  machine.links["eth0"] = hardware({
    addresses: ["192.0.2.7/24"],
    leased: [slaac],
    routes: [{ gateway: "192.0.2.1" }],
  });
  const before = structuredClone(machine.links);

  await failedTransaction({ vmbr9: isolated, eth0: { type: "ethernet", address: "10.0.0.9/24" } });

  expect(machine.links).toEqual(before);
});

test("an address that dhclient got is put back at once, with its lifetime", async () => {
  await networkdRuns();
  machine.links["eth0"] = hardware({
    leased: ["192.0.2.7/24"],
    routes: [{ gateway: "192.0.2.1", protocol: "dhcp" }],
  });

  await failedTransaction({ vmbr9: isolated, eth0: { type: "ethernet", address: "10.0.0.9/24" } });

  expect(words("ip address")).toEqual([
    "ip address replace 192.0.2.7/24 dev eth0 valid_lft 3600 preferred_lft 1800",
  ]);
  expect(machine.links["eth0"]).toEqual(
    hardware({ leased: ["192.0.2.7/24"], routes: [{ gateway: "192.0.2.1" }] }),
  );
  expect(machine.pauses).toBe(0);
});

test("the kernel listens to routers again, so that the IPv6 address that it made does not run out", async () => {
  const acceptRa = "/proc/sys/net/ipv6/conf/eth0/accept_ra";
  await machine.host.files.makeDirectory("/proc/sys/net/ipv6/conf/eth0");
  await machine.host.files.write(acceptRa, "1\n");
  machine.links["eth0"] = hardware({ leased: [slaac] });

  await failedTransaction({ eth0: { type: "ethernet", address: "10.0.0.9/24" } }, async () => {
    expect(await machine.host.files.read(acceptRa)).toBe("0\n");
  });

  expect(await machine.host.files.read(acceptRa)).toBe("1\n");
  expect(machine.links["eth0"]).toEqual(hardware({ leased: [slaac] }));
});

test("a fixed address that networkd leased as well in the end is fixed again", async () => {
  machine.links["eth0"] = hardware({ addresses: ["10.0.2.15/24"] });

  await failedTransaction({ eth0: { type: "ethernet", dhcp: true } }, () => {
    machine.systemctl.active.delete("systemd-networkd.service");
  });

  expect(words("ip address")).toContain("ip address replace 10.0.2.15/24 dev eth0");
});

test("what networkd takes away only after it answered is put back as well", async () => {
  await networkdRuns();
  machine.slow = true;
  machine.links["eth0"] = hardware({ addresses: ["192.0.2.7/24"], routes: [{ gateway: "192.0.2.1" }] });
  const before = structuredClone(machine.links);

  await failedTransaction({
    vmbr9: isolated,
    eth0: { type: "ethernet", address: "192.0.2.7/24", gateway: "192.0.2.1" },
  });

  expect(machine.links).toEqual(before);
});

test("an IPv6 address does not end the wait for the IPv4 lease", async () => {
  machine.advertised = slaac;
  await machine.host.files.write(theirs, "[Match]\nName=eth0\n[Network]\nDHCP=yes\n");
  await networkdRuns();
  const before = structuredClone(machine.links);
  expect(before["eth0"]?.leased).toEqual(["10.0.2.15/24", slaac]);
  const transaction = await beginTransaction(networkPlugin, machine.host, {
    interfaces: { vmbr9: isolated, eth0: { type: "ethernet", address: "10.0.0.9/24" } },
  });
  await transaction.apply();
  machine.dhcpServer = false;
  machine.slow = true;
  const { sleep } = machine.host.clock;
  const answersLate = async (seconds: number): Promise<void> => {
    if (machine.pauses === 3) machine.dhcpServer = true;
    await sleep(seconds);
  };
  Object.assign(machine.host.clock, { sleep: answersLate });
  machine.pauses = 0;

  await transaction.rollBack();

  expect(machine.links).toEqual(before);
  expect(words("ip address replace").concat(words("ip -4 route replace"))).toEqual([]);
});

test("an MTU that no old file says is put back at once: networkd never would", async () => {
  const bridge = { type: "bridge", address: "10.8.0.1/24" };
  const earlier = await beginTransaction(networkPlugin, machine.host, { interfaces: { vmbr8: bridge } });
  await earlier.apply();
  const before = structuredClone(machine.links);

  await failedTransaction({ vmbr8: { ...bridge, mtu: 1400 } });

  expect(machine.links).toEqual(before);
  expect(machine.pauses).toBe(0);
});

test("an address that leaves a link of nobody's concern is not nailed back", async () => {
  machine.links["eth1"] = hardware({ addresses: ["192.0.2.2/24", "192.0.2.100/32"] });

  await failedTransaction({ eth0: { type: "ethernet", address: "10.0.0.9/24" } }, () =>
    machine.links["eth1"]?.addresses.pop(),
  );

  expect(machine.links["eth1"]?.addresses).toEqual(["192.0.2.2/24"]);
});

test("hardware that moved into a container meanwhile costs neither time nor the rollback", async () => {
  await networkdRuns();
  machine.links["eth1"] = hardware();

  await failedTransaction({ vmbr9: isolated, eth0: { type: "ethernet", address: "10.0.0.9/24" } }, () => {
    delete machine.links["eth1"];
  });

  expect(machine.pauses).toBe(0);
});

test("a link that networkd took by somebody else's file, when we started it, is as before", async () => {
  machine.links["eth1"] = hardware({ addresses: ["192.0.2.7/24"], routes: [{ gateway: "192.0.2.1" }] });
  await machine.host.files.write(theirs, "[Match]\nName=eth1\n[Network]\nAddress=192.0.2.8/24\n");

  await failedTransaction({ eth0: { type: "ethernet", address: "10.0.0.9/24" } });

  expect(machine.links["eth1"]?.addresses).toContain("192.0.2.7/24");
  expect(machine.links["eth1"]?.routes).toEqual([{ gateway: "192.0.2.1" }]);
});

test("hardware that somebody made a port of a bridge by hand is one again when the bridge comes back", async () => {
  await networkdRuns();
  machine.links["eth1"] = hardware({ master: "vmbr9" });
  const before = structuredClone(machine.links);
  const transaction = await beginTransaction(networkPlugin, machine.host, { interfaces: {} }, [
    "interface/vmbr9",
  ]);
  await transaction.apply();
  expect(machine.links["eth1"]?.master).toBeUndefined();

  await transaction.rollBack();

  expect(machine.links).toEqual(before);
});

test("an address added by hand where a pattern applied comes back, although networkd died meanwhile", async () => {
  machine.links["eth1"] = hardware();
  const every = { lan: { type: "ethernet", match: { name: "eth*" }, mtu: 9000 } };
  const first = await beginTransaction(networkPlugin, machine.host, { interfaces: every });
  await first.apply();
  machine.links["eth1"]?.addresses.push("192.0.2.7/24");
  const one = { lan: { type: "ethernet", match: { name: "eth0" }, mtu: 9000 } };
  const transaction = await beginTransaction(networkPlugin, machine.host, { interfaces: one });
  await transaction.apply();
  Object.assign(machine.links["eth1"] ?? {}, { addresses: [] });
  machine.systemctl.active.delete("systemd-networkd.service");

  await transaction.rollBack();

  expect(machine.links["eth1"]?.addresses).toEqual(["192.0.2.7/24"]);
});

test("a default route comes back with metric, source and onlink", async () => {
  const route = { gateway: "198.51.100.1", metric: 100, prefsrc: "192.0.2.7", onlink: true };
  machine.links["eth0"] = hardware({
    addresses: ["192.0.2.7/24", "2001:db8::7/64"],
    routes: [route, { gateway: "fe80::1", metric: 50 }],
  });

  await failedTransaction({ eth0: { type: "ethernet", address: "10.0.0.9/24" } });

  expect(words("ip -")).toContain(
    "ip -4 route replace default via 198.51.100.1 dev eth0 metric 100 src 192.0.2.7 onlink",
  );
  expect(words("ip -")).toContain("ip -6 route replace default via fe80::1 dev eth0 metric 50 onlink");
  expect(machine.links["eth0"]?.routes[0]).toEqual(route);
});

test("an IPv6 route waits until the address that it sends from is usable", async () => {
  machine.links["eth0"] = hardware({
    addresses: ["2001:db8::7/64"],
    routes: [{ gateway: "2001:db8::1", metric: 1024, prefsrc: "2001:db8::7" }],
  });
  const before = structuredClone(machine.links);

  await failedTransaction({ eth0: { type: "ethernet", address: "10.0.0.9/24" } });

  expect(machine.links).toEqual(before);
});

test("a gateway that only a host route led to comes back as one on the link", async () => {
  machine.links["eth0"] = hardware({
    addresses: ["203.0.113.7/32"],
    routes: [{ gateway: "203.0.113.1" }],
  });

  await failedTransaction({ eth0: { type: "ethernet", address: "10.0.0.9/24" } });

  expect(machine.links["eth0"]?.routes).toEqual([{ gateway: "203.0.113.1", onlink: true }]);
});

test("two IPv6 routers with the same metric both come back", async () => {
  machine.links["eth0"] = hardware({
    addresses: ["2001:db8::7/64"],
    routes: [
      { gateway: "2001:db8::1", metric: 1024 },
      { gateway: "2001:db8::2", metric: 1024 },
    ],
  });
  const before = structuredClone(machine.links);

  await failedTransaction({ eth0: { type: "ethernet", address: "10.0.0.9/24" } });

  expect(machine.links).toEqual(before);
});
