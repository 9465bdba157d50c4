import { resolve } from "node:path";
import { openDomains } from "../../manager/plan.ts";
import { acceptedDocument } from "../accepted-document.ts";
import { type AddCommand, printJson } from "../command.ts";

/** `groundstate query [PLUGIN]`: the machine as the plugins see it, as far as the document speaks of it */
export const addQuery: AddCommand = (program, makeMachine) => {
  program
    .command("query")
    .alias("query-state")
    .description("print what the plugins read from this machine, as JSON")
    .argument("[plugin]", "only this plugin")
    .option("--file <file>", "state document (default: the one of this machine)")
    .action(async (plugin: string | undefined, options: { file?: string }) => {
      const { host, plugins } = makeMachine("live");
      const { document } = await acceptedDocument(host, options.file && resolve(options.file));
      const found: Record<string, unknown> = {};
      for (const domain of openDomains(plugins, document, plugin))
        found[domain.plugin.name] = await domain.query(host);
      printJson(found);
    });
};
