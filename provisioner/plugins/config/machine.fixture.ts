import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Stage } from "../../host/host.ts";
import type { Json } from "../../host/json.ts";
import type { RunResult } from "../../host/run.ts";
import { hostForTests, type Ran } from "../host-for-tests.ts";
import { beginTransaction, type Transaction } from "../transaction.fixture.ts";
import { configPlugin } from "./index.ts";

/** A small Debian below a temporary folder, and documents for the plugin config */
export interface ConfigMachine {
  root: string;
  host: ReturnType<typeof hostForTests>;
  /** What systemctl and the validators answer */
  answer: (ran: Ran) => Partial<RunResult>;
  begin(files: Record<string, Json>, more?: Record<string, Json>): Promise<Transaction>;
  apply(files: Record<string, Json>, more?: Record<string, Json>): Promise<Transaction>;
  /** What a plan would still do or tell */
  left(files: Record<string, Json>): Promise<Transaction["actions"]>;
  /** What systemctl was asked to do with units that run */
  told(): string[];
}

/** Makes one, which goes with the test */
export async function configMachine(stage: Stage = "live"): Promise<ConfigMachine> {
  const root = await mkdtemp(join(tmpdir(), "groundstate-config-"));
  onTestFinished(() => rm(root, { recursive: true }));
  const host = hostForTests(root, stage, ran => machine.answer(ran));
  const machine: ConfigMachine = {
    root,
    host,
    answer: () => ({}),
    begin: (files, more = {}) => beginTransaction(configPlugin, host, { files, ...more }),
    apply: async (files, more) => {
      const transaction = await machine.begin(files, more);
      await transaction.apply();
      return transaction;
    },
    left: async files => (await machine.begin(files)).actions,
    told: () => host.ran.map(({ args }) => args.join(" ")).filter(words => words.startsWith("try-")),
  };
  await host.files.write("/etc/passwd", "root:x:0:0:::\napp:x:2000:2001:::\n");
  await host.files.write("/etc/group", "root:x:0:\nadm:x:4:\n");
  await host.files.write("/etc/hostname", "web1\n");
  await host.files.write("/usr/lib/systemd/system/ssh.service", "[Install]\nAlias=sshd.service\n");
  await host.files.write("/usr/lib/systemd/system/app.service", "[Service]\n");
  return machine;
}
