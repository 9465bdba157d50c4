import { writeCodeCache } from "./code-cache.ts";

// For the maintainer scripts of our packages: node compile.cjs BUNDLE
const [, , bundle] = process.argv;
if (bundle === undefined) throw new TypeError("compile needs the path of a bundle");
writeCodeCache(bundle);
