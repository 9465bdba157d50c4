import { expect, test } from "vitest";
import type { Json } from "../../host/json.ts";
import { checkLxc } from "./check.ts";
import type { LxcSection } from "./schema.ts";

const packagekit = { packages: { lxc: {} } };
const network = {
  interfaces: { vmbr0: { type: "bridge", address: "10.0.0.1/24" }, eth0: { type: "ethernet" } },
};

function found(containers: LxcSection["containers"], plugins: Record<string, Json>): string[] {
  return checkLxc({ containers }, { version: 1, plugins }).map(
    ({ pointer, found }) => `${pointer}: ${found}`,
  );
}

function on(bridge: string, ip?: string, gateway?: string): LxcSection["containers"][string] {
  const rest = { ...(ip === undefined ? {} : { ip }), ...(gateway === undefined ? {} : { gateway }) };
  return { template: "base", config: { network: { bridge, ...rest } } };
}

test("a sound section has no problem", () => {
  const web = on("vmbr0", "10.0.0.2/24", "10.0.0.1");
  expect(found({ web }, { packagekit, network })).toEqual([]);
  expect(found({ web }, { packagekit: { additional_packages: ["vim", "lxc"] } })).toEqual([]);
  expect(found({ web }, { packagekit: { manifest: "/root/list.json" } })).toEqual([]);
  expect(found({}, {})).toEqual([]);
});

test("containers need the package lxc in the document", () => {
  expect(found({ web: { template: "base" } }, { packagekit: { packages: ["vim"] } })).toEqual([
    "/containers: containers, while the document does not install lxc",
  ]);
});

test("a bridge that is none, and one that is not there", () => {
  expect(found({ a: on("eth0"), b: on("vmbr7") }, { packagekit, network })).toEqual([
    "/containers/a/config/network/bridge: eth0, which is no bridge",
    "/containers/b/config/network/bridge: vmbr7, which is no interface of the document",
  ]);
});

test("addresses that are taken, and gateways that cannot be reached", () => {
  const containers = {
    a: on("vmbr0", "10.0.0.1/24"),
    b: on("vmbr0", "10.0.0.9/24", "10.0.1.1"),
    c: on("vmbr0", "10.0.0.9/24"),
    d: on("vmbr0", undefined, "10.0.0.1"),
  };
  expect(found(containers, { packagekit, network })).toEqual([
    "/containers/b/config/network/gateway: 10.0.1.1, which is not in the network of 10.0.0.9/24",
    "/containers/d/config/network/gateway: 10.0.0.1 without a static address",
    "/containers/a/config/network/ip: 10.0.0.1/24, which interface vmbr0 has too",
    "/containers/c/config/network/ip: 10.0.0.9/24, which container b has too",
  ]);
});
