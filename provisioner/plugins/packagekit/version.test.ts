import fc from "fast-check";
import { expect, test } from "vitest";
import { thisHost } from "../../host/host.ts";
import { compareVersions } from "./version.ts";

const piece = fc.constantFrom("0", "1", "10", "9", "a", "b", "Z", ".", "+", "~", "~~", "-", "deb", "00");
const upstream = fc.array(piece, { maxLength: 6 }).map(pieces => `1${pieces.join("")}`);
const versions = fc
  .tuple(fc.constantFrom("", "", "0:", "1:"), upstream)
  .map(([epoch, rest]) => `${epoch}${rest.replace(/-+$/, "")}`);

test("versions are in the same order as for dpkg", async () => {
  const { run } = thisHost("live");
  const dpkgSays = async (relation: string, one: string, other: string): Promise<boolean> => {
    const { exit } = await run("dpkg", ["--compare-versions", one, relation, other], {
      allowedExits: [0, 1],
    });
    return exit === 0;
  };
  await fc.assert(
    fc.asyncProperty(versions, versions, async (one, other) => {
      const order = compareVersions(one, other);
      const relation = order < 0 ? "lt" : order > 0 ? "gt" : "eq";
      expect(await dpkgSays(relation, one, other)).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test.each([
  ["1.0~rc1", "1.0"],
  ["1.9", "1.10"],
  ["9.9", "1:0.1"],
  ["1.0-1", "1.0-1+deb13u1"],
])("%s is older than %s", (older, newer) => {
  expect(compareVersions(older, newer)).toBeLessThan(0);
  expect(compareVersions(newer, older)).toBeGreaterThan(0);
});
