import { createRequire } from "node:module";
import { dirname } from "node:path";
import { Script } from "node:vm";

/** The text of a bundle as one function of what Node gives to a module; lines keep their numbers */
function asFunction(text: string): string {
  return `(function (exports, require, module, __filename, __dirname) { ${text.replace(/^#!/, "//")}\n})`;
}

/** Reads a bundle's text, from V8's compiled form of it where that fits this V8; else V8 compiles it anew */
export function compileProgram(bundle: string, text: string, compiled?: Buffer): Script {
  return new Script(asFunction(text), { filename: bundle, ...(compiled && { cachedData: compiled }) });
}

/** Runs a compiled bundle as Node would run it as a CommonJS module */
export function runProgram(bundle: string, script: Script): void {
  const program: unknown = script.runInThisContext();
  if (typeof program !== "function") throw new TypeError(`${bundle} is no program`);
  const module = { exports: {} };
  program.call(module.exports, module.exports, createRequire(bundle), module, bundle, dirname(bundle));
}
