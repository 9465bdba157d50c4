import { resolve } from "node:path";
import { openDomains } from "../../manager/plan.ts";
import { acceptedDocument } from "../accepted-document.ts";
import { type AddCommand, printJson } from "../command.ts";

/** `groundstate query [--plugin PLUGIN]`: the machine as the plugins see it, as far as the document speaks of it */
export const addQuery: AddCommand = (program, makeMachine) => {
  program
    .command("query")
    .alias("query-state")
    .description("print what the plugins read from this machine, as JSON")
    .argument("[plugin]", "only this plugin")
    .option("--plugin <plugin>", "only this plugin")
    .option("--file <file>", "state document (default: the one of this machine)")
    .option("--json", "JSON is what it prints, asked for or not")
    .action(async (name: string | undefined, options: { plugin?: string; file?: string }) => {
      const { host, plugins } = makeMachine("live");
      const { document } = await acceptedDocument(host, options.file && resolve(options.file));
      const found: Record<string, unknown> = {};
      for (const domain of openDomains(plugins, document, options.plugin ?? name))
        found[domain.plugin.name] = await domain.query(host);
      printJson(found);
    });
};
