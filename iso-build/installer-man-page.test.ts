import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { expect, onTestFinished, test } from "vitest";
import { run } from "../provisioner/host/run.ts";

test("the man page of the installer tells of each of its commands, with all their options", async () => {
  const folder = await mkdtemp(join(tmpdir(), "groundstate-install-help-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const program = join(folder, "groundstate-install.cjs");
  await build({
    entryPoints: ["installer/main.ts"],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "cjs",
    logLevel: "error",
  });
  const help = async (...words: string[]): Promise<string> =>
    (await run("bash", ["-c", 'exec "$@"', "bash", process.execPath, program, ...words, "--help"])).stdout;
  const path = "iso-build/packages/groundstate-installer/usr/share/man/man1/groundstate-install.1";
  const page = (await readFile(path, "utf8")).replaceAll("\\-", "-");
  const commands = [...(await help()).matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name ?? "");

  expect(commands).toContain("install");
  for (const command of commands.filter(name => name !== "help")) {
    const paragraph = page
      .split(/^\.(?:TP|SH.*)\n/m)
      .find(text => new RegExp(`^\\.BI?R? ${command}\\b`).test(text));
    expect(paragraph, command).toBeDefined();
    for (const [option] of (await help(command)).matchAll(/--[a-z-]+/g))
      if (option !== "--help") expect(paragraph, command).toContain(option);
  }
});
