import { Argument, InvalidArgumentError } from "commander";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { readBlocks } from "../../ledger/read.ts";
import { stateDirectory } from "../../manager/paths.ts";
import { blockLines } from "../block-lines.ts";
import { type AddCommand, print } from "../command.ts";
import { requireLedger } from "../require-ledger.ts";

interface Heights {
  from: number;
  to: number;
}

/** `groundstate ledger blocks HEIGHT[..HEIGHT]`: whole blocks, with all that they hold */
export const addLedgerBlocks: AddCommand = (ledger, makeMachine) => {
  ledger
    .command("blocks")
    .description("print whole blocks, with all that they hold")
    .addArgument(new Argument("<heights>", "HEIGHT or HEIGHT..HEIGHT").argParser(heights))
    .option("--directory <path>", "where the ledger lies", stateDirectory)
    .option("--json", "print the blocks as JSON lines")
    .action(async (wanted: Heights, { directory, json }: { directory: string; json?: boolean }) => {
      const { host } = makeMachine("live");
      await requireLedger(host, directory);
      await requireHeight(host, directory, wanted.to);
      for await (const block of readBlocks(host, directory, wanted)) {
        if (json) print(JSON.stringify(block));
        else print([...(block.height > wanted.from ? [""] : []), ...blockLines(block)].join("\n"));
      }
    });
};

function heights(text: string): Heights {
  const [, from, to = from] = /^(\d{1,15})(?:\.\.(\d{1,15}))?$/.exec(text) ?? [];
  if (from !== undefined && Number(from) <= Number(to)) return { from: Number(from), to: Number(to) };
  throw new InvalidArgumentError("It needs HEIGHT or HEIGHT..HEIGHT, the lower one first.");
}

async function requireHeight(host: Host, directory: string, height: number): Promise<void> {
  for await (const last of readBlocks(host, directory, { last: 1 })) {
    if (last.height >= height) return;
    throw new Failure({
      kind: "input",
      tried: `cannot print block ${height}`,
      found: `a ledger that ends with block ${last.height}`,
    });
  }
}
