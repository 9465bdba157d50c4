import { expect, test } from "vitest";
import { wantedPackages } from "./wanted-packages.ts";

const wantedOf = (packagekit: object): string[] =>
  wantedPackages({ version: 1, plugins: { packagekit } }).map(({ name }) => name);

test("packages are wanted as a list, as a map, and as additional ones, but not those that shall go", () => {
  expect(wantedOf({ packages: ["vim"], additional_packages: ["htop"] })).toEqual(["vim", "htop"]);
  expect(
    wantedOf({ packages: { vim: { state: "present" }, nano: { state: "absent" }, ed: "absent" } }),
  ).toEqual(["vim"]);
  expect(wantedOf({ packages: [{ name: "tmux" }, { name: "nano", state: "absent" }] })).toEqual(["tmux"]);
  expect(wantedPackages({ version: 1 })).toEqual([]);
});

test("each package is named once, with the place that says most of it", () => {
  const packagekit = { packages: { vim: { version: "2:9.1" } }, additional_packages: ["htop", "vim"] };

  expect(wantedPackages({ plugins: { packagekit } })).toEqual([
    { name: "vim", version: "2:9.1", pointer: "/plugins/packagekit/packages/vim" },
    { name: "htop", pointer: "/plugins/packagekit/additional_packages/0" },
  ]);
});
