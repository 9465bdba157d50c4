import { expect, test } from "vitest";
import { canonicalObjects } from "./query.ts";

const rule = { family: "inet", table: "groundstate", chain: "input", expr: [{ accept: null }] };

test("what nft lists and what nft echoes are the same ruleset, whatever the handles", () => {
  const listed = JSON.stringify({
    nftables: [
      { metainfo: { version: "1.1.3" } },
      { table: { family: "inet", name: "groundstate", handle: 9 } },
      { rule: { ...rule, handle: 12 } },
    ],
  });
  const echoed = JSON.stringify({
    nftables: [
      { add: { table: { family: "inet", name: "groundstate" } } },
      { add: { rule: { ...rule, handle: 2 } } },
    ],
  });

  expect(canonicalObjects(listed)).toEqual(canonicalObjects(echoed));
  expect(canonicalObjects(listed)).toHaveLength(1);
});
