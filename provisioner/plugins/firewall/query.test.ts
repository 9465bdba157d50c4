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

test("a set is the same in whatever order it is written: the kernel keeps its members sorted", () => {
  const ruleset = (...right: (number | { range: number[] })[]) =>
    JSON.stringify({
      nftables: [
        {
          rule: {
            ...rule,
            expr: [{ match: { op: "==", left: "dport", right: { set: right } } }, { accept: null }],
          },
        },
      ],
    });

  const written = canonicalObjects(ruleset(443, { range: [8000, 8010] }, 80));

  expect(written).toEqual(canonicalObjects(ruleset(80, 443, { range: [8000, 8010] })));
  expect(written).not.toEqual(canonicalObjects(ruleset(80, 443)));
});

test("the rules keep their order: the first that fits decides", () => {
  const ruleset = (...verdicts: string[]) =>
    JSON.stringify({
      nftables: verdicts.map(verdict => ({ rule: { ...rule, expr: [{ [verdict]: null }] } })),
    });

  expect(canonicalObjects(ruleset("drop", "accept"))).not.toEqual(
    canonicalObjects(ruleset("accept", "drop")),
  );
});
