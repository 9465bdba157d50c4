import type { Report } from "../../contract/plugin.ts";
import { Failure } from "../../host/failure.ts";
import type { Host } from "../../host/host.ts";

/** Puts a sudoers file in place once visudo has read it; one bad file would lock everyone out of sudo */
export async function writeSudoRule(
  host: Host,
  { path, content }: { path: string; content: string },
  report: Report,
): Promise<void> {
  if (await host.files.facts("/usr/sbin/visudo")) {
    const { exit, stdout, stderr } = await host.run("visudo", ["--check", "--strict", "--file", "-"], {
      input: content,
      allowedExits: [0, 1],
    });
    if (exit !== 0) throw refusedRule(path, `${stdout}${stderr}`.trim());
  } else {
    report(`sudo is not installed: ${path} waits unchecked`);
  }
  await host.files.write(path, content, { mode: 0o440, uid: 0, gid: 0 });
}

function refusedRule(path: string, found: string): Failure {
  return new Failure({
    kind: "machine",
    tried: `cannot put the sudo rule ${path} in place`,
    found,
    needs: "a rule that visudo accepts",
    fix: "mend it under plugins.users",
  });
}
