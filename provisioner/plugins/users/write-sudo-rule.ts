import type { Report } from "../../contract/plugin.ts";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";

/** Puts a sudoers file in place once visudo has read it; one bad file would lock everyone out of sudo */
export async function writeSudoRule(
  host: Host,
  { name, path, content }: { name: string; path: string; content: string },
  report: Report,
): Promise<void> {
  if (await host.files.facts("/usr/sbin/visudo")) {
    const { exit, stdout, stderr } = await host.run("visudo", ["--check", "--strict", "--file", "-"], {
      input: content,
      allowedExits: [0, 1],
    });
    if (exit !== 0) throw refusedRule(name, `${stdout}${stderr}`.trim());
  } else {
    report(`sudo is not installed: the rule of ${name} waits unchecked in ${path}`);
  }
  await host.files.write(path, content, { mode: 0o440, uid: 0, gid: 0 });
}

function refusedRule(name: string, found: string): Failure {
  return new Failure({
    kind: "machine",
    tried: `cannot write the sudo rule of account ${name}`,
    found,
    needs: "a rule that visudo accepts",
    fix: `look at plugins.users.accounts.${name}`,
  });
}
