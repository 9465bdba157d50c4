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
  /** Whether it looks for what the file includes in the folder of the file, so that a copy elsewhere would not do */
  beside?: boolean;
}

/** The programs that `validate` may name */
export const validators: Readonly<Record<string, Validator>> = {
  // sshd insists on being called by its whole path
  sshd: { program: "/usr/sbin/sshd", executable: "/usr/sbin/sshd", args: ["-t", "-f"], folder: "/run/sshd" },
  visudo: { program: "visudo", executable: "/usr/sbin/visudo", args: ["--check", "--strict", "--file"] },
  nginx: { program: "nginx", executable: "/usr/sbin/nginx", args: ["-t", "-q", "-c"], beside: true },
  named: { program: "named-checkconf", executable: "/usr/bin/named-checkconf", args: [] },
  nft: { program: "nft", executable: "/usr/sbin/nft", args: ["--check", "--file"] },
  haproxy: { program: "haproxy", executable: "/usr/sbin/haproxy", args: ["-c", "-q", "-f"] },
};

/** By itself a part of sudo's rules cannot know the aliases of the others, which --strict would have it insist on */
const visudoOfPart: Validator = {
  program: "visudo",
  executable: "/usr/sbin/visudo",
  args: ["--check", "--file"],
};

/** Which of them reads a file, asked for or not: a bad file of sudo's locks everyone out of sudo */
export function validatorOf(path: string, named: string | undefined): Validator | undefined {
  const isPart = /^\/etc\/sudoers\.d\/[^/]+$/.test(path);
  const name = named ?? (isPart || path === "/etc/sudoers" ? "visudo" : "");
  return isPart && name === "visudo" ? visudoOfPart : validators[name];
}
