import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { Failure } from "../../host/failure.ts";
import { type AddCommand, print, printJson } from "../command.ts";

/** `groundstate hash-password`: reads a password, prints what goes into `password_hash` */
export const addHashPassword: AddCommand = (program, makeMachine) => {
  program
    .command("hash-password")
    .description("read a password from the terminal or standard input and print its hash")
    .option("--json", "print it as JSON")
    .action(async ({ json }: { json?: boolean }) => {
      const password = await readPassword();
      if (password === "") {
        throw new Failure({
          kind: "input",
          tried: "cannot hash the password",
          found: "nothing",
          needs: "a password",
        });
      }
      const { stdout } = await makeMachine("live").host.run("openssl", ["passwd", "-6", "-stdin"], {
        input: `${password}\n`,
      });
      if (json) printJson({ password_hash: stdout.trim() });
      else print(stdout.trim());
    });
};

/** Nothing that is typed appears on the terminal */
async function readPassword(): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = process.stdin.isTTY === true;
  const lines = createInterface({ input: process.stdin, output: silent, terminal });
  if (terminal) process.stderr.write("Password: "); // after the terminal's own echo is off
  for await (const line of lines) {
    lines.close();
    if (terminal) process.stderr.write("\n");
    return line;
  }
  return "";
}
