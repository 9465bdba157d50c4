import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunResult } from "../../host/run.ts";
import { hostForTests, type Ran } from "../host-for-tests.ts";
import { type ModelledSystemctl, modelledSystemctl } from "../modelled-systemctl.fixture.ts";
import { loaderUnit } from "./query.ts";

/** A machine with nft and systemctl, for tests */
export interface ModelledMachine {
  host: ReturnType<typeof hostForTests>;
  systemctl: ModelledSystemctl;
  /** Text of our table in the kernel, if there is one */
  table: string | undefined;
  /** What nft says instead of doing its work */
  trouble: string | undefined;
  /** What nft says against the rules themselves */
  complaint: string | undefined;
}

/** The package groundstate is installed; nothing is loaded */
export async function machineBelow(root: string): Promise<ModelledMachine> {
  const systemctl = modelledSystemctl(root);
  const machine: ModelledMachine = {
    host: hostForTests(root, "live", ran => {
      const stopped = ran.program === "systemctl" && ran.args.join(" ") === `stop ${loaderUnit}`;
      if (stopped) machine.table = undefined; // its ExecStop=
      return systemctl.answer(ran) ?? nft(machine, root, ran);
    }),
    systemctl,
    table: undefined,
    trouble: undefined,
    complaint: undefined,
  };
  const unit = `/usr/lib/systemd/system/${loaderUnit}`;
  await machine.host.files.write(unit, "[Install]\nWantedBy=sysinit.target\n");
  await machine.host.files.write("/usr/sbin/nft", "");
  await machine.host.files.makeDirectory("/etc/systemd/system");
  return machine;
}

function nft(machine: ModelledMachine, root: string, { program, args }: Ran): Partial<RunResult> {
  if (program === "unshare" && machine.complaint !== undefined) return { exit: 1, stderr: machine.complaint };
  if (program === "unshare")
    return { stdout: listed(withoutHeader(args.slice(args.indexOf("--") + 1).join(""))) };
  if (!existsSync(join(root, "/usr/sbin/nft"))) return { exit: -1, stderr: "no program nft" };
  if (args[0] === "-c") return {};
  if (machine.trouble !== undefined) return { exit: 1, stderr: machine.trouble };
  if (args.includes("list")) {
    if (machine.table === undefined)
      return { exit: 1, stderr: "Error: No such file or directory\nlist table inet groundstate" };
    return { stdout: args.includes("-j") ? listed(machine.table) : machine.table };
  }
  const loaded = args[0] === "-f" ? readFileSync(join(root, args[1] ?? ""), "utf8") : args.slice(1).join("");
  machine.table = withoutHeader(loaded) || undefined;
  return {};
}

/** What stays once `table T` and `delete table T` have made room */
function withoutHeader(ruleset: string): string {
  return ruleset
    .split("\n")
    .filter(line => line !== "" && !line.startsWith("#") && !/^(delete )?table inet groundstate$/.test(line))
    .join("\n");
}

function listed(table: string): string {
  return JSON.stringify({ nftables: table.split("\n").map(line => ({ rule: { line } })) });
}
