import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    exclude: ["node_modules/**", "out/**"],
    // a limit for what hangs, not a measure: the tests share two cores with whatever else runs
    testTimeout: 120_000,
    cache: false, // it would leave root's files in a user's node_modules
  },
});
