/** A line of passwd(5) */
export interface PasswdEntry {
  name: string;
  uid: number;
  gid: number;
  comment: string;
  home: string;
  shell: string;
}

/** A line of group(5) */
export interface GroupEntry {
  name: string;
  gid: number;
  members: string[];
}

/** The accounts in /etc/passwd; lines that are none are passed over, as libc does */
export function parsePasswd(text: string): PasswdEntry[] {
  return fieldsOfLines(text, 7).flatMap(([name = "", , uid, gid, comment = "", home = "", shell = ""]) => {
    const numbers = bothNumbers(uid, gid);
    return name && numbers ? [{ name, ...numbers, comment, home, shell }] : [];
  });
}

/** The groups in /etc/group */
export function parseGroup(text: string): GroupEntry[] {
  return fieldsOfLines(text, 4).flatMap(([name = "", , gid = "", members = ""]) =>
    name && isNumber(gid) ? [{ name, gid: Number(gid), members: members.split(",").filter(Boolean) }] : [],
  );
}

/** Password hashes by account from /etc/shadow */
export function parseShadow(text: string): Map<string, string> {
  return new Map(fieldsOfLines(text, 2).map(([name = "", hash = ""]) => [name, hash]));
}

function fieldsOfLines(text: string, atLeast: number): string[][] {
  return text
    .split("\n")
    .filter(line => line !== "" && !line.startsWith("#"))
    .map(line => line.split(":"))
    .filter(fields => fields.length >= atLeast);
}

function bothNumbers(uid = "", gid = ""): { uid: number; gid: number } | undefined {
  return isNumber(uid) && isNumber(gid) ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

function isNumber(text: string): boolean {
  return /^[0-9]+$/.test(text);
}
