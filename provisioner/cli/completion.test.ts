import { execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { machineInFolder } from "../manager/machine.fixture.ts";
import { plugins } from "../plugins/all.ts";
import { commandLine } from "./command-line.fixture.ts";

const share = "iso-build/packages/groundstate/usr/share";
const files = {
  bash: `${share}/bash-completion/completions/groundstate`,
  zsh: `${share}/zsh/vendor-completions/_groundstate`,
};
const run = promisify(execFile);
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "groundstate-completion-"));
  await writeFile(join(folder, "my server.json"), "{}");
});
afterAll(async () => await rm(folder, { recursive: true }));

test.each(["bash", "zsh"] as const)(
  "the %s completion in the package is what the program prints: else run make format",
  async shell => {
    const { out } = await commandLine(await machineInFolder([]), "completion", shell);

    expect(await readFile(files[shell], "utf8")).toBe(out);
  },
);

test("bash reads its completion without complaint", async () => {
  expect(await run("bash", ["-n", files.bash])).toEqual({ stdout: "", stderr: "" });
});

test.each([
  ["groundstate ", ["check", "apply-state", "history", "ledger", "--version"]],
  ["groundstate ledger ", ["show", "blocks", "verify", "stats", "export"]],
  ["groundstate ledger export --", ["--directory", "--json"]],
  ["groundstate show-diff --", ["--plugin", "--json"]],
  ["groundstate apply --stage ", ["install", "live"]],
  ["groundstate completion z", ["zsh"]],
  ["groundstate query --plugin ", plugins.map(plugin => plugin.name)],
])("bash completes “%s”", async (line, expected) => {
  const { words, names } = await completed(line);

  expect(words).toEqual(expect.arrayContaining(expected));
  expect(names).toBe(false);
});

test.each([
  ["groundstate ap", ["apply", "apply-state"]],
  ["groundstate ledger st", ["stats"]],
  ["groundstate history --last ", []],
  ["groundstate nonsense ", []],
])("bash completes “%s” with nothing else, file names included", async (line, expected) => {
  expect(await completed(line)).toEqual({ words: expected, names: false });
});

test.each([
  "groundstate check ",
  "groundstate plan --json ",
  "groundstate query --file ",
  "groundstate ledger export ",
  "groundstate ledger show --directory ",
])("bash leaves “%s” to its own completion of file names", async line => {
  expect(await completed(line)).toEqual({ words: [], names: true });
});

test("at a real prompt the tab key completes a command, an option and a file name with a space in it", async () => {
  const prompt = spawn("script", ["--quiet", "--return", "--command", "bash --norc -i", "/dev/null"], {
    cwd: folder,
    env: { PATH: process.env["PATH"], TERM: "dumb", HOME: folder, PS1: "" },
  });
  prompt.stdin.write("groundstate() { printf '<%s>' \"$@\"; echo; }\n");
  prompt.stdin.write(`source '${resolve(files.bash)}'\n`);
  prompt.stdin.end("groundstate ver\t--js\t my\t\nexit\n");

  expect(await text(prompt.stdout)).toContain("<verify><--json><my server.json>");
});

/** What bash offers for a line with the cursor at its end, and whether its own file names join in */
async function completed(line: string): Promise<{ words: string[]; names: boolean }> {
  const script = `
    source '${files.bash}'
    names=true
    compopt() { names=false; } # the builtin is for a line being edited alone
    COMP_WORDS=(${line.endsWith(" ") ? `${line}''` : line})
    COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
    _groundstate
    printf '%s\\n' "$names" "\${COMPREPLY[@]}"`;
  const [names, ...words] = (await run("bash", ["-c", script])).stdout.trimEnd().split("\n");
  return { words, names: names === "true" };
}
