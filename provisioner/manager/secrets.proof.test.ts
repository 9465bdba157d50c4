import { expect, onTestFinished, test, vi } from "vitest";
import { describeError, Failure } from "../host/failure.ts";
import type { Host, Stage } from "../host/host.ts";
import { plugins } from "../plugins/all.ts";
import { formatProblem } from "../state/format-problems.ts";
import { mutatedText, numbersFrom } from "../state/mutations.fixture.ts";
import { applyAndRecord } from "./apply-and-record.ts";
import { leaveOutSyncs } from "./disk-boundaries.fixture.ts";
import { machineInFolder } from "./machine.fixture.ts";
import type { Machine } from "./machine.ts";
import { stateDirectory, statusPath } from "./paths.ts";
import { openDomains, planDocument } from "./plan.ts";
import { parseDocument } from "./read-document.ts";
import { badTexts, planted, withSecrets } from "./secrets.fixture.ts";

// a lock is held by programs, and none of this is about locks
vi.mock("../host/lock.ts", () => ({ takeLock: async () => ({ release: async () => undefined }) }));

const names = ["server", "minimal"];
const stages: Stage[] = ["install", "live"];
const cases = names.flatMap(name => stages.map(stage => ({ name, stage })));

test.each(cases)(
  "the plan of $name at stage $stage tells people no secret of the document",
  async ({ name, stage }) => {
    const machine = await bareMachine(stage);

    const { todo, deferred, advisory } = await planDocument(machine, withSecrets(name));

    const all = [...todo, ...deferred, ...advisory];
    expect(JSON.stringify(all.map(({ operations }) => operations))).toContain(planted);
    for (const { operations, ...told } of all) expect(JSON.stringify(told)).not.toContain(planted);
  },
);

test.each(stages)(
  "an apply at stage %s, a plugin at a time, puts no secret anywhere, whichever program fails",
  async stage => {
    onTestFinished(await leaveOutSyncs());
    const begun = new Set<string>();
    for (const { plugin } of openDomains(plugins, withSecrets("server"))) {
      for (let failing = 0, ran = 1; failing <= ran; failing += 1) {
        const told: string[] = [];
        const machine = await bareMachine(stage);
        ran = await applyFailing(machine, plugin.name, failing, told);
        const { files } = machine.host;
        for (const path of [`${stateDirectory}/ledger.jsonl`, statusPath, `${stateDirectory}/owned.json`])
          told.push((await files.read(path)) ?? "");
        const all = told.join("\n");
        expect(all, `${plugin.name}, program ${failing} fails`).not.toContain(planted);
        if (all.includes('"phase":"intent"')) begun.add(plugin.name);
      }
    }
    expect([...begun]).toEqual(expect.arrayContaining(["packagekit", "identity", "users", "systemd"]));
  },
);

test.each(cases)(
  "no action of $name at stage $stage tells a secret when it fails by itself",
  async ({ name, stage }) => {
    const machine = await bareMachine(stage);
    const { todo, deferred } = await planDocument(machine, withSecrets(name));
    const told: string[] = [];
    const host = failingAt(machine.host, () => true, told);

    for (const action of [...todo, ...deferred])
      await action.apply(host, line => told.push(line)).catch(error => told.push(describeError(error)));

    expect(told.length).toBeGreaterThan(0);
    expect(told.join("\n")).not.toContain(planted);
  },
);

test("what is wrong with a document is said without its secrets, wherever they were written", () => {
  for (const text of badTexts) {
    const { document, problems = [] } = { problems: [], ...parseDocument(text, "bad.json") };
    expect(document, text).toBeUndefined();
    expect(problems.map(formatProblem).join("\n"), text).not.toContain(planted);
  }
});

test("so it is for a thousand documents with a password hash that were spoilt", () => {
  const hash = `$6$${planted}$${planted}`;
  const accounts = { admin: { uid: 1000, password_hash: hash, sudo: "password", groups: ["sudo"] } };
  for (let seed = 0; seed < 1000; seed += 1) {
    const text = mutatedText({ version: 1, plugins: { users: { accounts } } }, numbersFrom(seed));
    const read = parseDocument(text, "some.json");
    const problems = read.document ? read.warnings : read.problems;
    expect(problems.map(formatProblem).join("\n"), `seed ${seed}: ${text}`).not.toContain(planted);
  }
});

/** Applies what concerns one plugin until the program of that number fails; how many were run. `told` gets what is said */
async function applyFailing(
  machine: Machine,
  only: string,
  failing: number,
  told: string[],
): Promise<number> {
  let ran = 0;
  const host = failingAt(machine.host, () => ran++ === failing, told);
  const report = (line: string): void => void told.push(line);
  const request = { document: withSecrets("server"), sha256: "0".repeat(64), only, report };
  await applyAndRecord({ ...machine, host }, request).catch(error => {
    told.push(describeError(error), JSON.stringify(error instanceof Failure ? error.parts : error));
  });
  return ran;
}

/** What a program that fails says of itself: the words that it was called with, which everybody sees in `ps` too */
function failingAt(host: Host, fails: () => boolean, told: string[]): Host {
  return {
    ...host,
    run: async (program, args, options) => {
      const words = [program, ...args].join(" ");
      told.push(words);
      if (!fails()) return await host.run(program, args, options);
      throw new Failure({ kind: "machine", tried: `${words} exited with 1`, found: words });
    },
  };
}

/** A machine of Debian's bare files, on which every program says nothing and is content */
async function bareMachine(stage: Stage): Promise<Machine> {
  const machine = await machineInFolder(plugins, stage);
  const { files } = machine.host;
  await files.write(
    "/etc/passwd",
    "root:x:0:0:root:/root:/bin/bash\nadmin:x:1000:1000::/home/admin:/bin/bash\n",
  );
  await files.write("/etc/group", "root:x:0:\nsudo:x:27:\nadmin:x:1000:\n");
  await files.write("/etc/shadow", "root:*:1::::::\nadmin:*:1::::::\n");
  machine.host.run = async (_program, args) => {
    const json = args.some(word => /^(-j|--?json)/.test(word));
    return { stdout: json ? "[]" : "", stderr: "", exit: 0 };
  };
  const { now, sleep } = machine.host.clock;
  Object.assign(machine.host, { clock: { now, sleep: (seconds: number) => sleep(seconds * 100) } });
  return machine;
}
