#!/usr/bin/env node
import { readFileSync, realpathSync } from "node:fs";
import { readCodeCache } from "./code-cache.ts";
import { compileProgram, runProgram } from "./program.ts";

// What our commands in /usr/bin lead to: it lies beside its bundle, and has its name.
const [, self = ""] = process.argv;
const bundle = `${realpathSync(self)}.cjs`;
runProgram(bundle, compileProgram(bundle, readFileSync(bundle, "utf8"), readCodeCache(bundle)));
