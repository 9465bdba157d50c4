import { basename } from "node:path";
import type { Report } from "../../contract/plugin.ts";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";
import type { WriteFile } from "./operation.ts";
import { validatorOf } from "./validators.ts";

const trialFolder = "/run/groundstate/config-trial";

/** Lets the program that will read a file say whether it can, in a folder of root's own */
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
  const trial = `${trialFolder}/${basename(path)}`;
  await host.files.makeDirectory(trialFolder, { mode: 0o700 });
  await host.files.write(trial, bytes, { mode: 0o600, uid: 0, gid: 0 });
  try {
    const place = host.files.path(trial);
    const { exit, stdout, stderr } = await host.run(program, [...args, place], { allowedExits: answers });
    if (exit !== 0) throw refused(path, program, sensitive ? "" : said(`${stdout}${stderr}`, place, path));
  } finally {
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
