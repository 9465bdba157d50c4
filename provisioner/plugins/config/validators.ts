import type { Program } from "../../host/programs.ts";

/** A program that reads a whole configuration file and says whether it is one */
export interface Validator {
  program: Program;
  /** Where it lies when its package is there */
  executable: string;
  /** Its arguments; the path of the file comes last */
  args: readonly string[];
  /** A folder that it wants to find, which a machine where the daemon does not run lacks */
  folder?: string;
}

/** The programs that `validate` may name */
export const validators: Readonly<Record<string, Validator>> = {
  // sshd insists on being called by its whole path
  sshd: { program: "/usr/sbin/sshd", executable: "/usr/sbin/sshd", args: ["-t", "-f"], folder: "/run/sshd" },
  visudo: { program: "visudo", executable: "/usr/sbin/visudo", args: ["--check", "--strict", "--file"] },
  nginx: { program: "nginx", executable: "/usr/sbin/nginx", args: ["-t", "-q", "-c"] },
  named: { program: "named-checkconf", executable: "/usr/bin/named-checkconf", args: [] },
  nft: { program: "nft", executable: "/usr/sbin/nft", args: ["--check", "--file"] },
  haproxy: { program: "haproxy", executable: "/usr/sbin/haproxy", args: ["-c", "-q", "-f"] },
};

/** Which of them reads a file, asked for or not: a bad file of sudo's locks everyone out of sudo */
export function validatorOf(path: string, named: string | undefined): Validator | undefined {
  const ofSudo = /^\/etc\/sudoers(\.d\/[^/]+)?$/.test(path) ? "visudo" : undefined;
  return validators[named ?? ofSudo ?? ""];
}
