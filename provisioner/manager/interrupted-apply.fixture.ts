import { filesBelow } from "../host/files.ts";
import { type Host, thisHost } from "../host/host.ts";
import { applyAndRecord } from "./apply-and-record.ts";
import { notePlugin } from "./note-plugin.fixture.ts";

/** A process that applies two notes below the folder of its argument; the first one's program waits for the file "go" */
const [, , root = ""] = process.argv;
const host: Host = { ...thisHost("live"), files: filesBelow(root) };
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const plugin = notePlugin("first", [], {
  beforeWrite: async (key, content) => {
    const script =
      'echo "writing $1"; until [ -e "$0/go" ] || [ ! -d "$0" ]; do sleep 0.05; done; touch "$0/ended-$1"';
    await host.run("bash", ["-c", script, root, key], { onLine: say });
    return content;
  },
});

applyAndRecord(
  { host, plugins: [plugin] },
  {
    document: { version: 1, plugins: { first: { notes: { a: "1", b: "2" } } } },
    sha256: "0".repeat(64),
    report: say,
  },
).catch((error: Error) => {
  say(error.message);
  process.exitCode = 1;
});
