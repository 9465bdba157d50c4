import { basename, dirname } from "node:path";
import type { Report } from "../../contract/plugin.ts";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import { besidePath } from "./held-path.ts";
import type { WriteFile } from "./operation.ts";
import { validatorOf } from "./validators.ts";

const trialFolder = "/run/groundstate/config-trial";

/** Where the text lies beside the real file while a program reads it: hidden, which no `*` of an include matches */
export function trialBeside(path: string, named: string | undefined): string | undefined {
  const name = `.${basename(path)}.groundstate-trial`;
  return validatorOf(path, named)?.beside ? `${dirname(path)}/${name}` : undefined;
}

/** Lets the program that will read a file say whether it can; in a folder of root's own, unless it must be the real one */
export async function validate(
  host: Host,
  { path, validate: named, sensitive }: WriteFile,
  bytes: Buffer,
  report: Report,
): Promise<void> {
  const validator = validatorOf(path, named);
  if (!validator) return;
  const { program, args, folder, executable } = validator;
  if (!(await host.files.facts(executable))) {
    report(`${path} is put in place unchecked: there is no ${executable}`);
    return;
  }
  if (folder !== undefined) await host.files.makeDirectory(folder, { mode: 0o755 });
  const beside = trialBeside(path, named);
  // a folder that is not there has nothing in it that could be included
  const inPlace = beside !== undefined && (await host.files.facts(dirname(path))) !== undefined;
  const trial = inPlace ? beside : `${trialFolder}/${basename(path)}`;
  await host.files.makeDirectory(trialFolder, { mode: 0o700 });
  try {
    await besidePath(host, trial, async (held, name) =>
      held?.files.write(`/${name}`, bytes, { mode: 0o600, uid: 0, gid: 0 }),
    );
    const place = host.files.path(trial);
    const { exit, stdout, stderr } = await host.run(program, [...args, place], { allowedExits: answers });
    if (exit !== 0) throw refused(path, program, sensitive ? "" : said(`${stdout}${stderr}`, place, path));
  } finally {
    await besidePath(host, trial, async (held, name) => held?.files.remove(`/${name}`));
    await host.files.removeTree(trialFolder);
  }
}

/** Any exit status is an answer of theirs, 0 the good one */
const answers = [...Array(256).keys()];

function said(output: string, trial: string, path: string): string {
  return output.trim().replaceAll(trial, path).split("\n").slice(0, 8).join(" | ");
}

function refused(path: string, program: string, found: string): Failure {
  return new Failure({
    kind: "input",
    tried: `cannot put ${path} in place: ${program} does not accept it`,
    found: found || "a text that is not shown",
    needs: "a text that it reads without complaint",
    fix: "mend it under plugins.config.files",
  });
}
