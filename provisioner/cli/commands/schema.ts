import { sections } from "../../plugins/all.ts";
import { documentSchema, referencePage } from "../../state/documentation.ts";
import { type AddCommand, print, printJson } from "../command.ts";

/** `groundstate schema`: the JSON Schema of the document, or its reference page */
export const addSchema: AddCommand = program => {
  program
    .command("schema")
    .description("print the JSON Schema of the document")
    .option("--reference", "print the reference page instead, as Markdown")
    .option("--json", "JSON is what it prints, asked for or not")
    .action((options: { reference?: boolean }) => {
      if (options.reference) print(referencePage(sections));
      else printJson(documentSchema(sections));
    });
};
