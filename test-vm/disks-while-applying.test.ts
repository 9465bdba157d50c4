import { expect, test } from "vitest";
import { evenly } from "./disks-while-applying.ts";

const disks = [0, 1, 2, 3, 4, 6, 8, 12, 16].map(seconds => ({ seconds }));

test("of many disks some are taken evenly in time, the first and the last among them", () => {
  expect(evenly(disks, 3).map(({ seconds }) => seconds)).toEqual([0, 8, 16]);
  expect(evenly(disks, 2).map(({ seconds }) => seconds)).toEqual([0, 16]);
});

test("when there are fewer than wanted, each is taken once", () => {
  expect(evenly(disks.slice(0, 2), 30)).toEqual([{ seconds: 0 }, { seconds: 1 }]);
  expect(evenly([], 30)).toEqual([]);
});
